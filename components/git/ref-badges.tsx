import { GitBranch, Tag } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { Commit } from "#lib/modules/git/schema.ts";

/** The branches and tags that point to a commit; HEAD is told by its branch. */
export function RefBadges({ refs }: { refs: Commit["refs"] }) {
  const isDetached = refs.some(({ kind }) => kind === "head") && !refs.some(({ kind }) => kind === "branch");
  const shown = refs.filter(({ kind }) => kind !== "head" || isDetached);
  return shown.map(({ kind, name }) => (
    <Badge
      key={`${kind}:${name}`}
      variant={kind === "branch" || kind === "head" ? "good" : "default"}
      className="max-w-40"
      title={name}
    >
      {kind === "tag" ? <Tag /> : <GitBranch />}
      <span className="truncate">{name}</span>
    </Badge>
  ));
}
