"use client";

import { ChevronDown, Hand } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { AskRuleDialog } from "#components/permission-rules/ask-rule-dialog.tsx";
import { insteadDrafts } from "#components/runs/drafts.ts";
import { SettledAsk } from "#components/runs/settled-ask.tsx";
import { UnsentWords } from "#components/runs/unsent-words.tsx";
import { useAskDraft } from "#components/runs/use-ask-draft.ts";
import { Countdown } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { settledPermission, wordsOfPermission } from "#lib/client/ask-words.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { RuleAction } from "#lib/modules/permission-rules/schema.ts";
import type { AnswerPermissionInput } from "#lib/modules/runs/answers/schema.ts";
import type { PermissionEvent } from "#lib/modules/runs/schema.ts";

type Ask = z.infer<typeof PermissionEvent>;

interface PermissionCardProps {
  ask: Ask;
  runId: string;
  projectId: string;
}

/** A permission the agent asks for; answered in place, and rejected by itself when nobody answers. */
export function PermissionCard({ ask, runId, projectId }: PermissionCardProps) {
  const answer = useCommand<AnswerPermissionInput>({ name: "run.answer-permission", label: "Answer" });
  const instead = useAskDraft(insteadDrafts, runId, ask.permissionId);
  const isRejecting = instead.draft !== null;
  const message = instead.draft ?? "";
  const [ruled, setRuled] = useState<RuleAction | null>(null);
  const reply = (choice: AnswerPermissionInput["reply"]) =>
    instead.give(
      answer.run({ runId, permissionId: ask.permissionId, reply: choice, ...(message ? { message } : {}) }),
    );

  if (ask.state !== "open") {
    return (
      <>
        <SettledAsk icon={Hand} lines={[settledPermission(ask)]} />
        {!answer.isPending && <UnsentWords text={instead.unsent?.trim() ?? ""} onPutAway={instead.forget} />}
      </>
    );
  }
  const { question, reason, subjects } = wordsOfPermission(ask);
  return (
    <section
      aria-label="The agent asks for a permission"
      className="grid grid-cols-[minmax(0,1fr)] gap-2.5 rounded-lg border border-foreground bg-card p-3"
    >
      <header className="flex flex-wrap items-center gap-x-2">
        <Hand className="size-4" />
        <p className="font-semibold first-letter:uppercase [overflow-wrap:anywhere]">{question}</p>
        {ask.expiresAt && (
          <span className="ml-auto flex-none text-muted-foreground text-xs">
            Rejects itself in <Countdown until={ask.expiresAt} />
          </span>
        )}
        <p className="w-full pt-1 text-muted-foreground">{reason}</p>
      </header>
      {subjects.length > 0 && (
        <pre className="whitespace-pre-wrap rounded-md bg-muted px-2.5 py-2 text-xs [overflow-wrap:anywhere]">
          {subjects.join("\n")}
        </pre>
      )}
      {isRejecting && (
        <Field label="What it should do instead" note="may stay empty">
          <Input
            autoFocus={message === ""}
            value={message}
            onChange={(event) => instead.set(event.target.value)}
          />
        </Field>
      )}
      <footer className="flex flex-wrap items-center gap-2">
        <Button variant="primary" isBusy={answer.isPending} onClick={() => reply("once")}>
          Allow once
        </Button>
        <span className="inline-flex">
          <Button isBusy={answer.isPending} onClick={() => reply("always")} className="rounded-r-none">
            Allow for this run
          </Button>
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button size="icon" aria-label="Other answers" className="-ml-px rounded-l-none">
                <ChevronDown />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={() => setRuled("allow")}>Always in this project…</DropdownMenuItem>
              <DropdownMenuItem onSelect={() => setRuled("deny")}>Never in this project…</DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </span>
        <Button
          variant="ghost"
          className="ml-auto"
          isBusy={answer.isPending}
          onClick={() => (isRejecting ? reply("reject") : instead.set(""))}
        >
          {isRejecting ? "Reject" : "Reject…"}
        </Button>
      </footer>
      {ruled && (
        <AskRuleDialog projectId={projectId} ask={ask} action={ruled} onClose={() => setRuled(null)} />
      )}
    </section>
  );
}
