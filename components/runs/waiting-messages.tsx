"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquare, X, Zap } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { whenTold } from "#lib/client/message-words.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { messageQueries } from "#lib/modules/messages/queries.ts";
import type { MessageView, SendMessageInput, WithdrawMessageInput } from "#lib/modules/messages/schema.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";

interface WaitingMessagesProps {
  run: RunView;
  /** The text of a message that was withdrawn. */
  onTakenBack: (text: string) => void;
}

/** What the agent was not told yet; each can be taken back, or told at once. */
export function WaitingMessages({ run, onTakenBack }: WaitingMessagesProps) {
  const { data } = useQuery(messageQueries.list(run.id));
  const waiting = data?.items.filter(({ state }) => state === "waiting") ?? [];
  if (waiting.length === 0) return null;
  return (
    <ul aria-label="Messages that wait" className="grid gap-1.5">
      {waiting.map((message) => (
        <WaitingMessage key={message.id} message={message} run={run} onTakenBack={onTakenBack} />
      ))}
    </ul>
  );
}

function WaitingMessage({ message, run, onTakenBack }: { message: MessageView } & WaitingMessagesProps) {
  const { runId, id: messageId, text, mode } = message;
  const withdraw = useCommand<WithdrawMessageInput>({ name: "run.withdraw-message", label: "Take back" });
  const send = useCommand<SendMessageInput>({ name: "run.message", label: "Tell the agent" });
  const isPending = withdraw.isPending || send.isPending;
  const isInterruptible = run.state === "running" || run.state === "waiting" || run.state === "reviewing";
  const takeBack = async () => {
    const answer = await withdraw.run({ runId, messageId });
    if (answer.outcome === "done") onTakenBack(text);
  };
  const tellNow = async () => {
    const answer = await withdraw.run({ runId, messageId });
    if (answer.outcome !== "done") return;
    const sent = await send.run({ runId, text, mode: "interrupt" });
    if (sent.outcome !== "done") onTakenBack(text);
  };
  return (
    <li className="flex items-start gap-2 rounded-md border border-dashed px-2.5 py-1.5 text-xs">
      <MessageSquare className="mt-0.5 size-3.5 flex-none text-subtle-foreground" />
      <span className="min-w-0 flex-1">
        <span className="line-clamp-3 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</span>
        <span className="text-subtle-foreground">
          {whenTold(run.state, mode)}
          {message.createdBy && ` · ${message.createdBy}`}
        </span>
      </span>
      {isInterruptible && mode === "queue" && (
        <Button size="sm" variant="ghost" isBusy={isPending} onClick={tellNow} className="-my-0.5 flex-none">
          <Zap />
          Tell it now
        </Button>
      )}
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label="Take this message back"
        title="Take back"
        isBusy={isPending}
        onClick={takeBack}
        className="-my-0.5 flex-none"
      >
        <X />
      </Button>
    </li>
  );
}
