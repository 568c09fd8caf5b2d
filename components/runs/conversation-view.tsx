"use client";

import { Bot } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { ConversationBar } from "#components/runs/conversation-bar.tsx";
import type { ShownRun } from "#components/runs/conversation-block.tsx";
import { ConversationList } from "#components/runs/conversation-list.tsx";
import { useConversationSearch } from "#components/runs/use-conversation-search.ts";
import { useJump } from "#components/runs/use-jump.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Markdown } from "#components/shared/markdown.tsx";
import { layOutConversation } from "#lib/client/conversation.ts";
import { useRunOutput } from "#lib/client/run-output.ts";
import { wordOfRun } from "#lib/client/run-words.ts";
import { noticeRanks } from "#lib/client/sole-notice.ts";
import { useSoleNotice } from "#lib/client/use-sole-notice.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface ConversationProps {
  task: TaskView;
  /** Null while no agent has worked on it. */
  run: RunView | null;
}

/** What was asked and what the agent says and does about it, live, with its questions answered in place. */
export function ConversationView({ task, run }: ConversationProps) {
  if (run) return <Conversation key={run.id} task={task} run={run} />;
  return (
    <Quiet>
      {task.description && <Markdown>{task.description}</Markdown>}
      <EmptyView icon={Bot} title="No agent has worked on this yet">
        Run starts one in a branch of its own. Nothing is merged before you approve it.
      </EmptyView>
    </Quiet>
  );
}

function Conversation({ task, run }: { task: TaskView; run: RunView }) {
  const output = useRunOutput(task, run.id, isLive(run.state) ? "live" : "still");
  const blocks = useMemo(() => layOutConversation(output.events), [output.events]);
  const jump = useJump(output);
  const search = useConversationSearch(task, run.id, jump.to);
  const isSpeaker = useSoleNotice(output.state === "reconnecting", noticeRanks.log);
  const shown = useShownRun(task, run);

  if (output.error && output.events.length === 0) {
    return (
      <ErrorView title="The conversation could not be loaded" error={output.error} onRetry={output.retry} />
    );
  }
  if (output.state === "loading") {
    return (
      <Quiet>
        <LoadingText label="The conversation is loading" />
      </Quiet>
    );
  }
  if (blocks.length === 0 && !output.hasEarlier) {
    return (
      <Quiet>
        <NotBegun task={task} run={run} />
      </Quiet>
    );
  }
  return (
    <>
      <ConversationBar task={task} run={run} output={output} search={search} onJump={jump.to} />
      <ConversationList blocks={blocks} output={output} run={shown} jump={jump} marked={search.words}>
        {isSpeaker && (
          <p role="status" className="text-muted-foreground text-xs">
            The connection was lost; reconnecting. Nothing is missed.
          </p>
        )}
      </ConversationList>
    </>
  );
}

/** The same object from one state of the run to the next, so that its blocks need not be drawn anew. */
function useShownRun({ projectId, number }: TaskView, { id, model, ordinal }: RunView): ShownRun {
  return useMemo(() => {
    return { id, projectId, model, address: `/projects/${projectId}/board/${number}?run=${ordinal}` };
  }, [projectId, number, id, model, ordinal]);
}

function Quiet({ children }: { children: ReactNode }) {
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-label="Conversation"
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto px-5 pt-3 pb-4 *:flex-none focus-visible:-outline-offset-2 max-md:px-4"
    >
      {children}
    </div>
  );
}

/** A run that waits for its place has said nothing yet. */
function NotBegun({ task, run }: { task: TaskView; run: RunView }) {
  const word = wordOfRun(run);
  return (
    <>
      {task.description && <Markdown>{task.description}</Markdown>}
      <EmptyView icon={Bot} title={word ?? "The agent has said nothing"}>
        {run.waitsFor && `${run.waitsFor.words}. `}
        {word ? "What the agent says and does stands here as soon as it begins." : "Run starts another one."}
      </EmptyView>
    </>
  );
}
