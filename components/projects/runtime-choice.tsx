"use client";

import { useQuery } from "@tanstack/react-query";
import { runtimeWords } from "#components/projects/project-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Label } from "#components/ui/label.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { useIsAdmin } from "#lib/client/person.ts";
import { workspaceQueries } from "#lib/modules/workspaces/queries.ts";
import { RuntimeKind, type RuntimeView } from "#lib/modules/workspaces/schema.ts";

interface RuntimeChoiceProps {
  value: RuntimeKind;
  /** The files are those of a folder on the server's machine. */
  isFolder: boolean;
  error: string | null;
  onChange: (runtime: RuntimeKind) => void;
}

/** Where the workspace runs, with what that means for who shares the machine. */
export function RuntimeChoice({ value, isFolder, error, onChange }: RuntimeChoiceProps) {
  const runtimes = useRuntimes();
  if (runtimes.length === 0) return null;
  // The best first; what was not found stands last, with the reason.
  const shown = [...runtimes].sort(
    (a, b) =>
      Number(b.isRecommended) - Number(a.isRecommended) || Number(b.isAvailable) - Number(a.isAvailable),
  );
  return (
    <div className="grid gap-1.5">
      <Label id="runtime-choice">Runs on</Label>
      <RadioCards
        aria-labelledby="runtime-choice"
        value={value}
        onValueChange={(runtime) => onChange(RuntimeKind.parse(runtime))}
      >
        {shown.map((runtime) => (
          <RadioCard
            key={runtime.kind}
            value={runtime.kind}
            disabled={!isChoosable(runtime, isFolder)}
            title={
              <span className="flex flex-wrap items-center gap-1.5">
                {runtimeWords[runtime.kind]}
                {runtime.isRecommended && <Badge>Recommended</Badge>}
              </span>
            }
            hint={hintOf(runtime, isFolder)}
          />
        ))}
      </RadioCards>
      {error && (
        <p role="alert" className="text-failure text-xs first-letter:uppercase">
          {error}
        </p>
      )}
    </div>
  );
}

/** What workspaces can run on, as it is for who asks: a member is not offered the server's machine. */
export function useRuntimes(): RuntimeView[] {
  const isAdmin = useIsAdmin();
  const { data = [] } = useQuery(workspaceQueries.runtimes());
  if (isAdmin) return data;
  return data.map((runtime) =>
    runtime.kind === "local"
      ? {
          ...runtime,
          isAvailable: false,
          isRecommended: false,
          detail: "For owners and admins of the installation.",
        }
      : runtime,
  );
}

export const isChoosable = ({ isAvailable, folderSources }: RuntimeView, isFolder: boolean): boolean =>
  isAvailable && (folderSources || !isFolder);

function hintOf(runtime: RuntimeView, isFolder: boolean): string {
  const { isAvailable, detail, capabilities, folderSources } = runtime;
  if (!isAvailable) return detail;
  if (isFolder && !folderSources) return "Cannot work in a folder of the server's machine.";
  return capabilities.isIsolated
    ? "A container of its own, walled off from the server and from other projects, with limits."
    : "A process of the server's machine. It is no wall: for owners and admins, and for what you trust.";
}

/** What a new project runs on: what was chosen where it can be, else the best there is. */
export function runtimeInForce(
  runtimes: readonly RuntimeView[],
  chosen: RuntimeKind | null,
  isFolder: boolean,
): RuntimeKind {
  const usable = runtimes.filter((runtime) => isChoosable(runtime, isFolder));
  const wanted = usable.find(({ kind }) => kind === chosen);
  return (
    (wanted ?? usable.find(({ isRecommended }) => isRecommended) ?? usable[0])?.kind ?? chosen ?? "local"
  );
}
