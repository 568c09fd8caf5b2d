import { FileIcon } from "#components/files/file-icon.tsx";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";
import type { FileMatch } from "#lib/modules/files/schema.ts";

interface FoundFile {
  path: string;
  matches: FileMatch[];
}

interface SearchMatchesProps {
  groups: readonly FoundFile[];
  onOpen: (path: string, line: number | null) => void;
}

/** What was found, file by file; a match leads to its line, a file to its first one. */
export function SearchMatches({ groups, onOpen }: SearchMatchesProps) {
  return (
    <ul className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-3">
      {groups.map(({ path, matches }) => (
        <li key={path}>
          <button
            type="button"
            title={path}
            onClick={() => onOpen(path, matches[0]?.line ?? null)}
            className="flex h-6 w-full items-center gap-1.5 rounded-sm px-1.5 text-left hover:bg-accent focus-visible:-outline-offset-2 max-md:h-9"
          >
            <FileIcon name={nameOf(path)} />
            <span className="flex-none font-medium">{nameOf(path)}</span>
            <span className="truncate text-subtle-foreground text-xs">{parentOf(path)}</span>
          </button>
          {matches.map(
            (match, index) =>
              match.line !== null && (
                <button
                  // biome-ignore lint/suspicious/noArrayIndexKey: a line can match twice; the list never reorders
                  key={`${match.line}:${index}`}
                  type="button"
                  onClick={() => onOpen(path, match.line)}
                  className="flex w-full items-baseline gap-2 rounded-sm py-0.5 pr-1.5 pl-7 text-left hover:bg-accent focus-visible:-outline-offset-2 max-md:py-2"
                >
                  <span className="w-6 flex-none text-right font-mono text-2xs text-subtle-foreground">
                    {match.line}
                  </span>
                  <code className="truncate text-2xs">{match.text?.trim()}</code>
                </button>
              ),
          )}
        </li>
      ))}
    </ul>
  );
}

/** The matches by file, in the order in which they were found. */
export function groupsOf(items: readonly FileMatch[]): FoundFile[] {
  const byPath = new Map<string, FileMatch[]>();
  for (const match of items) {
    const known = byPath.get(match.path);
    if (known) known.push(match);
    else byPath.set(match.path, [match]);
  }
  return [...byPath].map(([path, matches]) => ({ path, matches }));
}
