"use client";

import { ArrowUp, Zap } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { WaitingMessages } from "#components/runs/waiting-messages.tsx";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { whenTold } from "#lib/client/message-words.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { useIsTouched } from "#lib/client/use-is-touched.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import type { MessageMode, SendMessageInput } from "#lib/modules/messages/schema.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { ContinueRunInput, RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface MessageComposerProps {
  task: TaskView;
  /** The run that is spoken to; the task's current one where it is left out. */
  run?: RunView | null;
}

/** Stands under the conversation: what is said to an agent at work, or what one that stands still goes on with. */
export function MessageComposer({ task, run = task.currentRun }: MessageComposerProps) {
  if (!run) return null;
  if (isLive(run.state)) return <LiveComposer run={run} />;
  const canContinue = task.verbs.includes("run.continue") && task.status !== "ai_review";
  return canContinue && run.id === task.currentRun?.id ? <ContinueComposer task={task} /> : null;
}

function LiveComposer({ run }: { run: RunView }) {
  const [text, setText] = useState("");
  const command = useCommand<SendMessageInput>({
    name: "run.message",
    label: "Tell the agent",
    errors: "inline",
  });
  const isAtWork = run.state !== "queued" && run.state !== "starting";
  const send = async (mode: MessageMode) => {
    const answer = await command.run({ runId: run.id, text, mode });
    if (answer.outcome === "done") setText("");
  };
  const takeBack = (taken: string) =>
    setText((now) => [taken, now].filter((part) => part !== "").join("\n\n"));
  return (
    <div className="grid flex-none gap-2 border-t px-5 pt-3 pb-4 max-md:px-4">
      <WaitingMessages run={run} onTakenBack={takeBack} />
      <Composer
        text={text}
        onText={setText}
        label="Message to the agent"
        placeholder={
          run.state === "waiting" ? "Or tell the agent something else" : "Tell the agent something"
        }
        hint={`${whenTold(run.state, "queue")}.`}
        error={command.error}
        isBusy={command.isPending}
        sendLabel="Send"
        onSend={() => send("queue")}
        onSendNow={isAtWork ? () => send("interrupt") : null}
      />
    </div>
  );
}

/** A run that stands still goes on with these words. */
function ContinueComposer({ task }: { task: TaskView }) {
  const [text, setText] = useState("");
  const command = useCommand<ContinueRunInput>({ name: "run.continue", label: "Continue", errors: "inline" });
  const send = async () => {
    const answer = await command.run({ projectId: task.projectId, taskId: task.id, text });
    if (answer.outcome === "done" || answer.outcome === "accepted") setText("");
  };
  return (
    <div className="grid flex-none gap-2 border-t px-5 pt-3 pb-4 max-md:px-4">
      {task.currentRun && <WaitingMessages run={task.currentRun} onTakenBack={setText} />}
      <Composer
        text={text}
        onText={setText}
        label="Continue with"
        placeholder="Continue with other words"
        hint="The agent goes on in the same worktree and session."
        error={command.error}
        isBusy={command.isPending}
        sendLabel="Continue with this"
        onSend={send}
        onSendNow={null}
      />
    </div>
  );
}

interface ComposerProps {
  text: string;
  onText: (text: string) => void;
  label: string;
  placeholder: string;
  hint: string;
  error: ErrorShape | null;
  isBusy: boolean;
  sendLabel: string;
  onSend: () => void;
  /** In the place of what the agent does; null where there is nothing to interrupt. */
  onSendNow: (() => void) | null;
}

function Composer(props: ComposerProps) {
  const { text, onText, label, placeholder, hint, error, isBusy, sendLabel, onSend, onSendNow } = props;
  const isTouched = useIsTouched();
  const isEmpty = text.trim() === "";
  const onKeyDown = (event: KeyboardEvent) => {
    // A finger's Enter makes a line, and so does one that ends the writing of a sign of several keys.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || isTouched) return;
    event.preventDefault();
    if (isEmpty || isBusy) return;
    if ((event.ctrlKey || event.metaKey) && onSendNow) onSendNow();
    else onSend();
  };
  return (
    <form
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) onSend();
      }}
      className="grid gap-1 rounded-md border border-input bg-background p-1.5 transition-colors duration-fast focus-within:border-ring focus-within:outline-2 focus-within:outline-ring/35 dark:bg-card"
    >
      <textarea
        rows={1}
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content block max-h-48 min-h-7 w-full resize-none bg-transparent px-1.5 py-1 outline-none placeholder:text-subtle-foreground max-md:text-lg"
      />
      <div className="flex items-center gap-1.5">
        <span
          role={error ? "alert" : undefined}
          className={`min-w-0 flex-1 pl-1.5 text-xs ${error ? "text-failure" : "text-muted-foreground"}`}
        >
          {error?.message ?? hint}
        </span>
        {onSendNow && (
          <Button
            size="sm"
            variant="ghost"
            disabled={isEmpty}
            isBusy={isBusy}
            onClick={onSendNow}
            title="Stops what the agent does and tells it at once"
          >
            <Zap />
            Interrupt
            {!isTouched && <Kbd>Ctrl ↵</Kbd>}
          </Button>
        )}
        <Button
          type="submit"
          size="icon-sm"
          variant="primary"
          aria-label={sendLabel}
          title={sendLabel}
          disabled={isEmpty}
          isBusy={isBusy}
        >
          <ArrowUp />
        </Button>
      </div>
    </form>
  );
}
