"use client";

import { ArrowUp, CornerUpLeft, Zap } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { type ComposerState, useComposer } from "#components/runs/use-composer.ts";
import { WaitingMessages } from "#components/runs/waiting-messages.tsx";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useIsTouched } from "#lib/client/use-is-touched.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface MessageComposerProps {
  task: TaskView;
  /** How many comments on lines go with what is sent back. */
  comments: number;
  /** The conversation of the task's current run stands above it. */
  isBelowTalk: boolean;
  /** One came here to send the work back. */
  isAsked: boolean;
}

/**
 * One field for what is said to the agent, whatever becomes of it: a message, words to go on with, or what should
 * change. It stays while somebody types, as letters that no field takes are keys of the board.
 */
export function MessageComposer({ task, comments, isBelowTalk, isAsked }: MessageComposerProps) {
  const composer = useComposer(task, comments);
  const [hasFocus, setHasFocus] = useState(false);
  const { text, speech, takeBack } = composer;
  const { verb } = speech;
  const isShown =
    hasFocus || verb === "send-back" || (isBelowTalk && (verb !== "none" || text.trim() !== ""));
  if (!isShown) return null;
  const isWaited = verb === "tell" || verb === "continue";
  return (
    <div className="grid flex-none gap-2 border-t px-5 pt-3 pb-4 max-md:px-4">
      {isWaited && task.currentRun && <WaitingMessages run={task.currentRun} onTakenBack={takeBack} />}
      <Composer
        composer={composer}
        canInterrupt={verb === "tell" && isAtWork(task)}
        isAsked={isAsked && verb === "send-back"}
        onFocus={setHasFocus}
      />
    </div>
  );
}

const isAtWork = ({ currentRun: run }: TaskView): boolean =>
  run !== null && run.state !== "queued" && run.state !== "starting";

interface ComposerProps {
  composer: ComposerState;
  canInterrupt: boolean;
  isAsked: boolean;
  onFocus: (hasFocus: boolean) => void;
}

function Composer({ composer, canInterrupt, isAsked, onFocus }: ComposerProps) {
  const { speech, text, setText, error, send } = composer;
  const isTouched = useIsTouched();
  const isSentByEnter = (speech.verb === "tell" || speech.verb === "continue") && !isTouched;
  const onKeyDown = (event: KeyboardEvent) => {
    // An Enter that ends the writing of a sign of several keys is no line and sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    const isStrong = event.ctrlKey || event.metaKey;
    if (!isSentByEnter && !(isStrong && speech.verb === "send-back")) return;
    event.preventDefault();
    void send(isStrong && canInterrupt ? "interrupt" : "queue");
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send("queue");
      }}
      className="grid gap-1 rounded-md border border-input bg-background p-1.5 transition-colors duration-fast focus-within:border-ring focus-within:outline-2 focus-within:outline-ring/35 dark:bg-card"
    >
      <textarea
        rows={1}
        // biome-ignore lint/a11y/noAutofocus: one came here to say what should change
        autoFocus={isAsked}
        aria-label={speech.label}
        placeholder={speech.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onFocus={() => onFocus(true)}
        onBlur={() => onFocus(false)}
        className="field-sizing-content block max-h-48 min-h-7 w-full resize-none bg-transparent px-1.5 py-1 outline-none placeholder:text-subtle-foreground max-md:text-lg"
      />
      <div className="flex items-center gap-1.5">
        <span
          role={error ? "alert" : undefined}
          className={`min-w-0 flex-1 pl-1.5 text-xs ${error ? "text-failure" : "text-muted-foreground"}`}
        >
          {error?.message ?? speech.hint}
        </span>
        <SendButtons composer={composer} canInterrupt={canInterrupt} />
      </div>
    </form>
  );
}

function SendButtons({ composer, canInterrupt }: Pick<ComposerProps, "composer" | "canInterrupt">) {
  const { speech, isReady, isBusy, send } = composer;
  const isTouched = useIsTouched();
  if (speech.verb === "none") return null;
  if (speech.verb === "send-back") {
    return (
      <Button type="submit" size="sm" isBusy={isBusy} disabled={!isReady}>
        <CornerUpLeft />
        Send back
      </Button>
    );
  }
  const sendLabel = speech.verb === "tell" ? "Send" : "Continue with this";
  return (
    <>
      {canInterrupt && (
        <Button
          size="sm"
          variant="ghost"
          disabled={!isReady}
          isBusy={isBusy}
          onClick={() => void send("interrupt")}
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
        disabled={!isReady}
        isBusy={isBusy}
      >
        <ArrowUp />
      </Button>
    </>
  );
}
