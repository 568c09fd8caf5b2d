"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useContext } from "react";
import { ChangesView } from "#components/runs/changes-view.tsx";
import { ChecksView } from "#components/runs/checks-view.tsx";
import { CompareView } from "#components/runs/compare-view.tsx";
import { ConversationView } from "#components/runs/conversation-view.tsx";
import { EarlierRunNote } from "#components/runs/earlier-run-note.tsx";
import { HistoryView } from "#components/runs/history-view.tsx";
import { MessageComposer } from "#components/runs/message-composer.tsx";
import { useReview } from "#components/runs/use-review.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import { TaskHeader } from "#components/tasks/task-header.tsx";
import { useShownRun } from "#components/tasks/use-shown-run.ts";
import { useTask } from "#components/tasks/use-task.ts";
import { type TaskTab, taskTabs, useTaskTab } from "#components/tasks/use-task-tab.ts";
import { Count } from "#components/ui/badge.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import { searchOf } from "#lib/client/board-filter.ts";
import { cn } from "#lib/client/class-names.ts";
import { RequestError } from "#lib/client/request-error.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface TaskPanelProps {
  projectId: string;
  number: number;
}

/** One task beside the board: what is asked, what the agent says and did, and what a person may do about it. */
export function TaskPanel({ projectId, number }: TaskPanelProps) {
  const { task, isPending, error, refetch } = useTask(projectId, number);
  const mayWrite = useContext(MayWriteContext);
  const router = useRouter();
  const [tab, setTab] = useTaskTab();
  const isWide = tab === "changes" || tab === "compare";
  const close = () =>
    router.push(`/projects/${projectId}/board${searchOf(new URLSearchParams(window.location.search))}`);

  return (
    <aside
      aria-label={`Task ${number}`}
      className={cn(
        "flex min-h-0 min-w-0 flex-col bg-background",
        isWide ? "flex-1" : "w-[496px] flex-none border-l max-lg:w-full max-lg:border-l-0",
      )}
    >
      {!task && <h1 className="sr-only">Task {number}</h1>}
      {isPending ? (
        <div className="p-5">
          <LoadingText label="The task is loading" />
        </div>
      ) : task ? (
        <TaskBody
          // Who only reads is offered nothing of what would be refused.
          task={mayWrite ? task : { ...task, verbs: [] }}
          tab={tab}
          onTab={setTab}
          onClose={close}
        />
      ) : (
        <ErrorView
          className="m-4"
          title={`Task #${number} could not be shown`}
          error={error ?? new RequestError(missing, null)}
          onRetry={refetch}
        />
      )}
    </aside>
  );
}

const missing = {
  type: "NOT_FOUND",
  message: "There is no such task on this board.",
  status: 404,
  details: {},
};

interface TaskBodyProps {
  task: TaskView;
  tab: TaskTab;
  onTab: (tab: TaskTab) => void;
  onClose: () => void;
}

function TaskBody({ task, tab, onTab, onClose }: TaskBodyProps) {
  const mayWrite = useContext(MayWriteContext);
  const run = useShownRun(task);
  const review = useReview(task);
  const isAsked = useSearchParams().has("feedback");
  const comments = review.drafts.length;
  return (
    <>
      <TaskHeader task={task} isReading={tab === "changes" || tab === "compare"} onClose={onClose} />
      <Tabs
        value={tab}
        onValueChange={(next) => onTab(taskTabs.find((known) => known === next) ?? "conversation")}
        className="flex-1"
      >
        <TabsList aria-label="Task" className="px-3.5 max-md:px-2.5">
          <TabsTrigger value="conversation">Conversation</TabsTrigger>
          {task.currentRun?.contest && (
            <TabsTrigger value="compare">
              Compare <Count isHot={task.verbs.includes("run.keep")}>{task.currentRun.contest.runs}</Count>
            </TabsTrigger>
          )}
          <TabsTrigger value="changes">Changes {comments > 0 && <Count isHot>{comments}</Count>}</TabsTrigger>
          <TabsTrigger value="checks">Checks</TabsTrigger>
          <TabsTrigger value="history">History</TabsTrigger>
        </TabsList>
        <TabsContent value="conversation" className="flex flex-col">
          {run && run.id !== task.currentRun?.id && <EarlierRunNote task={task} run={run} />}
          {run === undefined ? (
            <LoadingText label="The run is loading" className="p-5" />
          ) : (
            <ConversationView task={task} run={run} />
          )}
        </TabsContent>
        <TabsContent value="compare" className="flex flex-col data-[state=inactive]:hidden">
          <CompareView task={task} />
        </TabsContent>
        <TabsContent value="changes" className="flex flex-col data-[state=inactive]:hidden">
          <ChangesView task={task} review={review} />
        </TabsContent>
        <TabsContent value="checks" className="overflow-auto px-5 py-4 max-md:px-4">
          <ChecksView task={task} />
        </TabsContent>
        <TabsContent value="history" className="overflow-auto px-5 py-4 max-md:px-4">
          <HistoryView task={task} />
        </TabsContent>
      </Tabs>
      {mayWrite && (
        <MessageComposer
          task={task}
          comments={comments}
          isBelowTalk={tab === "conversation" && run?.id === task.currentRun?.id}
          isAsked={isAsked}
        />
      )}
    </>
  );
}
