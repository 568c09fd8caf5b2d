/** What each stream sends: the names of its events with their data, for the reference. */
export const streamEvents: Record<string, readonly { event: string; data: string }[]> = {
  "workspace.follow-log": [
    { event: "line", data: "WorkspaceLogLine" },
    { event: "gap", data: "{ lines }; so many came too quickly to be kept" },
    { event: "done", data: "StreamEnd; the stream ends" },
  ],
  "workspace.follow-stats": [
    { event: "sample", data: "WorkspaceSample" },
    { event: "done", data: "StreamEnd; the stream ends" },
  ],
  "files.watch": [
    {
      event: "change",
      data: "{ paths: [string], isOverflow: boolean, isGitChanged?: boolean, coverage?: { isWhole, foldersCount, problem } }",
    },
  ],
  "files.find": [
    { event: "matches", data: "{ items: [FileMatch] }" },
    { event: "done", data: "{ matches, isTruncated, durationMs, problem }; the stream ends" },
  ],
  "run.follow-output": [
    { event: "text | tool | permission | question | status | review", data: "RunEvent" },
    { event: "done", data: "RunEvent; the stream ends" },
  ],
  "operation.follow-log": [
    { event: "line", data: "{ sequence, at, line }" },
    { event: "done", data: "{ state }; the stream ends" },
  ],
  "job.follow-log": [
    { event: "line", data: "{ sequence, at, line }" },
    { event: "done", data: "{ state }; the stream ends" },
  ],
  "events.follow": [
    { event: "ready", data: "{}; what happened before is through" },
    { event: "change", data: "{ topic, name, id?, projectId? }" },
    { event: "reset", data: "{}; too much was missed: read anew" },
  ],
};
