"use client";

import { Hand } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { Countdown } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { AnswerPermissionInput, PermissionEvent } from "#lib/modules/runs/schema.ts";

type Ask = z.infer<typeof PermissionEvent>;

const replies = { once: "Allowed once", always: "Allowed for this run", reject: "Rejected" } as const;

/** A permission the agent asks for; answered in place, and rejected by itself when nobody answers. */
export function PermissionCard({ ask, runId }: { ask: Ask; runId: string }) {
  const answer = useCommand<AnswerPermissionInput>({ name: "run.answer-permission", label: "Answer" });
  const [message, setMessage] = useState("");
  const [isRejecting, setIsRejecting] = useState(false);
  const reply = (choice: AnswerPermissionInput["reply"]) =>
    answer.run({ runId, permissionId: ask.permissionId, reply: choice, ...(message ? { message } : {}) });

  if (ask.state !== "open") {
    return (
      <Settled
        what={ask.title}
        how={ask.reply ? replies[ask.reply] : endedWords[ask.state]}
        who={ask.answeredBy}
      />
    );
  }
  return (
    <section
      aria-label="The agent asks for a permission"
      className="overflow-hidden rounded-lg border border-foreground bg-card"
    >
      <header className="flex items-center gap-2 px-3 pt-2.5 font-semibold">
        <Hand className="size-4" />
        <span className="[overflow-wrap:anywhere]">{ask.title}</span>
        {ask.expiresAt && (
          <span className="ml-auto flex-none font-normal text-muted-foreground text-xs">
            Rejects itself in <Countdown until={ask.expiresAt} />
          </span>
        )}
      </header>
      <p className="px-3 pt-1 text-muted-foreground">
        The agent may not use {ask.permission} here without being asked.
      </p>
      <pre className="mx-3 my-2.5 whitespace-pre-wrap rounded-md bg-muted px-2.5 py-2 text-xs [overflow-wrap:anywhere]">
        {ask.patterns.join("\n")}
      </pre>
      {isRejecting && (
        <div className="px-3 pb-2.5">
          <Input
            autoFocus
            aria-label="What the agent should do instead"
            placeholder="What should it do instead? May stay empty."
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        </div>
      )}
      <footer className="flex flex-wrap items-center gap-2 px-3 pb-3">
        <Button variant="primary" isBusy={answer.isPending} onClick={() => reply("once")}>
          Allow once
        </Button>
        <Button isBusy={answer.isPending} onClick={() => reply("always")}>
          Allow for this run
        </Button>
        <Button
          variant="ghost"
          className="ml-auto"
          isBusy={answer.isPending}
          onClick={() => (isRejecting ? reply("reject") : setIsRejecting(true))}
        >
          {isRejecting ? "Reject" : "Reject…"}
        </Button>
      </footer>
    </section>
  );
}

export const endedWords = {
  open: "",
  answered: "Answered",
  expired: "Nobody answered in time",
  settled: "No longer asked",
};

/** An ask that is over, on one line. */
export function Settled({ what, how, who }: { what: string; how: string; who: string | null }) {
  return (
    <p className="flex items-center gap-2 rounded-lg border px-3 py-2 text-muted-foreground text-xs">
      <Hand className="size-3.5 flex-none" />
      <span className="min-w-0 truncate">{what}</span>
      <span className="ml-auto flex-none">{who ? `${how} by ${who}` : how}</span>
    </p>
  );
}
