"use client";

import { FileDiff } from "lucide-react";
import { useRef, useState } from "react";
import { BaseNotice } from "#components/runs/base-notice.tsx";
import { ChangesBar } from "#components/runs/changes-bar.tsx";
import { ChangesFiles, type FilesHandle } from "#components/runs/changes-files.tsx";
import { ChangesFindings } from "#components/runs/changes-findings.tsx";
import { ChangesTree } from "#components/runs/changes-tree.tsx";
import type { Finding } from "#components/runs/findings.ts";
import { LeftComments } from "#components/runs/new-comment.tsx";
import { useChangesKeys } from "#components/runs/use-changes-keys.ts";
import { useChangesView } from "#components/runs/use-changes-view.ts";
import type { Review } from "#components/runs/use-review.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Sheet, SheetContent, SheetTitle } from "#components/ui/sheet.tsx";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface ChangesProps {
  task: TaskView;
  review: Review;
}

/** What the run changed, to be read file by file: files on the left, their lines, and what was said of them on the right. */
export function ChangesView({ task, review }: ChangesProps) {
  const { currentRun } = task;
  return currentRun ? (
    <Changes key={currentRun.id} task={task} run={currentRun} review={review} />
  ) : (
    <NoChanges />
  );
}

const NoChanges = () => <EmptyView icon={FileDiff} title="No changes yet" />;

function Changes({ task, run, review }: ChangesProps & { run: RunView }) {
  const { state, whole, shown } = useChangesView(task, run, review);
  const [active, setActive] = useState<string | null>(null);
  const [sheet, setSheet] = useState<"files" | "findings" | null>(null);
  const handle = useRef<FilesHandle>(null);
  const showFile = (path: string) => {
    setSheet(null);
    setActive(path);
    handle.current?.showFile(path);
  };
  const showFinding = (finding: Finding) => {
    setSheet(null);
    setActive(finding.path);
    state.fold(finding.path, true);
    handle.current?.showFinding(finding);
  };
  useChangesKeys({ state, active, onFile: showFile, onFinding: showFinding });

  if (whole.isPending || shown.isPending) {
    return (
      <div className="p-5">
        <LoadingRows label="The changes are loading" />
      </div>
    );
  }
  const failed = shown.error ?? whole.error;
  if (!shown.data && failed) {
    return (
      <ErrorView
        className="m-5"
        title="The changes could not be loaded"
        error={failed}
        onRetry={() => void Promise.all([whole.refetch(), shown.refetch()])}
      />
    );
  }
  if (whole.data?.files.length === 0) return <NoChanges />;
  const tree = <ChangesTree state={state} active={active} onChoose={showFile} />;
  const findings = <ChangesFindings state={state} onChoose={showFinding} />;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[232px_minmax(0,1fr)_296px] max-xl:grid-cols-[232px_minmax(0,1fr)] max-lg:grid-cols-[minmax(0,1fr)]">
      <div className="flex min-h-0 flex-col border-r max-lg:hidden">{tree}</div>
      <div className="flex min-h-0 min-w-0 flex-col">
        <BaseNotice task={task} runId={run.id} />
        <ChangesBar state={state} diff={whole.data ?? null} onSheet={setSheet} />
        <LeftComments state={state} />
        <ChangesFiles
          ref={handle}
          state={state}
          active={active}
          onSeen={setActive}
          isCut={shown.data?.truncated ?? false}
        />
      </div>
      <div className="min-h-0 overflow-y-auto border-l p-4 max-xl:hidden">{findings}</div>
      <Sheet open={sheet !== null} onOpenChange={(isOpen) => !isOpen && setSheet(null)}>
        <SheetContent side={sheet === "files" ? "left" : "right"} aria-describedby={undefined}>
          <SheetTitle className="border-b px-4 py-3 font-semibold">
            {sheet === "files" ? "Changed files" : "Findings"}
          </SheetTitle>
          {sheet === "files" ? tree : <div className="min-h-0 overflow-y-auto p-4">{findings}</div>}
        </SheetContent>
      </Sheet>
    </div>
  );
}
