import { GitBranch, Tag } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { Commit } from "#lib/modules/git/schema.ts";

interface RefBadgesProps {
  refs: Commit["refs"];
  /** Where there is little room, the others are counted, and named on hover. */
  shownMax?: number;
}

/** The branches and tags that point to a commit; HEAD is told by its branch. */
export function RefBadges({ refs, shownMax = refs.length }: RefBadgesProps) {
  const isDetached = refs.some(({ kind }) => kind === "head") && !refs.some(({ kind }) => kind === "branch");
  const told = refs.filter(({ kind }) => kind !== "head" || isDetached);
  const others = told.slice(shownMax).map(({ name }) => name);
  return (
    <>
      {told.slice(0, shownMax).map(({ kind, name }) => (
        <Badge
          key={`${kind}:${name}`}
          variant={kind === "branch" || kind === "head" ? "good" : "default"}
          className="max-w-40"
          title={name}
        >
          {kind === "tag" ? <Tag /> : <GitBranch />}
          <span className="truncate">{name}</span>
        </Badge>
      ))}
      {others.length > 0 && (
        <Badge title={others.join(", ")}>
          <span aria-hidden="true">+{others.length}</span>
          <span className="sr-only">and {others.join(", ")}</span>
        </Badge>
      )}
    </>
  );
}
