"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useContext, useMemo, useState } from "react";
import { inTreeOrder } from "#components/runs/changes-tree-rows.ts";
import { type Finding, findingsOf } from "#components/runs/findings.ts";
import { type OpenComments, useOpenComments } from "#components/runs/use-open-comments.ts";
import type { Review } from "#components/runs/use-review.ts";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";
import { type ChangesFilter, runQueries } from "#lib/modules/runs/queries.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

export interface ChangesState extends OpenComments {
  task: TaskView;
  run: RunView;
  review: Review;
  filter: ChangesFilter;
  setFilter: (filter: ChangesFilter) => void;
  layout: "unified" | "split";
  setLayout: (layout: "unified" | "split") => void;
  /** In the order of the tree. */
  files: readonly DiffFile[];
  findings: readonly Finding[];
  findingsByPath: ReadonlyMap<string, readonly Finding[]>;
  viewStateOf: (path: string) => "unseen" | "seen" | "changed";
  setViewed: (path: string, isViewed: boolean) => void;
  isOpen: (file: DiffFile) => boolean;
  fold: (path: string, isOpen: boolean) => void;
  /** Who may only read the project marks nothing and says nothing. */
  mayReview: boolean;
  /** Now, that is: while the work waits for a person. */
  mayComment: boolean;
}

const wholeRun: ChangesFilter = { since: "start", ignoresSpace: false };
const nothingOpen: OpenComments["open"] = [];
/** A larger change is shown when it is asked for. */
const foldedLinesMin = 1500;

/** The list of files alone; each file's lines are read where they come into sight. */
export function useChangesView(task: TaskView, run: RunView, review: Review) {
  const [filter, setFilter] = useState(wholeRun);
  const [layout, setLayout] = useState<"unified" | "split">("unified");
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const written = useOpenComments(run.id);
  const mayReview = useContext(MayWriteContext);
  const whole = useQuery(runQueries.changes(task, run.id, wholeRun));
  const shown = useQuery({ ...runQueries.changes(task, run.id, filter), placeholderData: keepPreviousData });

  // A file counts as seen by its whole change, however much of it is shown.
  const digests = useMemo(
    () => new Map((whole.data?.files ?? []).map(({ path, digest }) => [path, digest])),
    [whole.data],
  );
  const files = useMemo(() => {
    const all = shown.data?.files ?? [];
    // What its base brought since the last review is not the run's.
    return inTreeOrder(filter.since === "review" ? all.filter(({ path }) => digests.has(path)) : all);
  }, [shown.data, filter.since, digests]);
  const findings = useMemo(
    () =>
      findingsOf(
        run,
        review.comments,
        files.map(({ path }) => path),
      ),
    [run, review.comments, files],
  );
  const findingsByPath = useMemo(() => Map.groupBy(findings, ({ path }) => path), [findings]);
  const { seen, mark } = review;
  const viewStateOf = useCallback(
    (path: string) => {
      const digest = seen.get(path);
      if (digest === undefined) return "unseen";
      return digest === digests.get(path) ? "seen" : "changed";
    },
    [seen, digests],
  );
  const fold = useCallback((path: string, isOpen: boolean) => {
    setFolds((before) => new Map(before).set(path, isOpen));
  }, []);
  const setViewed = useCallback(
    (path: string, isViewed: boolean) => {
      const digest = digests.get(path);
      if (digest === undefined || !mayReview) return;
      mark(path, digest, isViewed);
      fold(path, !isViewed);
    },
    [digests, mark, fold, mayReview],
  );
  const isOpen = useCallback(
    ({ path, additions, deletions }: DiffFile) =>
      folds.get(path) ?? (viewStateOf(path) !== "seen" && additions + deletions < foldedLinesMin),
    [folds, viewStateOf],
  );
  const state: ChangesState = {
    task,
    run,
    review,
    filter,
    setFilter,
    layout,
    setLayout,
    files,
    findings,
    findingsByPath,
    viewStateOf,
    setViewed,
    isOpen,
    fold,
    ...written,
    open: mayReview ? written.open : nothingOpen,
    mayReview,
    mayComment: task.verbs.includes("run.feedback"),
  };
  return { state, whole, shown };
}
