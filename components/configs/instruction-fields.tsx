"use client";

import { useQuery } from "@tanstack/react-query";
import { FileDown } from "lucide-react";
import { SwitchRow } from "#components/configs/switch-row.tsx";
import type { ConfigFormProps } from "#components/configs/use-config-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { formatCount } from "#lib/client/format.ts";
import { configQueries } from "#lib/modules/configs/queries.ts";

const instructionsMax = 20_000;

/** What agents are told: by the project here, and by the repository where it has an AGENTS.md. */
export function InstructionFields({ projectId, draft, mayChange }: ConfigFormProps & { projectId: string }) {
  const { data: guide } = useQuery(configQueries.guide(projectId));
  const { instructions, isRepositoryGuideOn } = draft.shown;
  const takeOver = (text: string) =>
    draft.set({
      instructions: [instructions.trim(), text.trim()].filter(Boolean).join("\n\n").slice(0, instructionsMax),
      isRepositoryGuideOn: false,
    });
  return (
    <>
      <Field
        label="Instructions"
        note="optional"
        hint={instructionsHint(instructions.length)}
        error={draft.faultOf("instructions")}
      >
        <Textarea
          rows={8}
          className="resize-y"
          placeholder="Conventions of this repository, what not to touch, how to test."
          readOnly={!mayChange}
          value={instructions}
          onChange={(event) => draft.set({ instructions: event.target.value })}
        />
      </Field>
      <SwitchRow
        label="Tell agents the repository's AGENTS.md"
        hint="Read from the task's own worktree with every prompt; the instructions above stand behind it."
        isOn={isRepositoryGuideOn}
        isDisabled={!mayChange}
        onChange={(isOn) => draft.set({ isRepositoryGuideOn: isOn })}
      />
      {guide && mayChange && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border bg-muted px-3 py-2">
          <p className="min-w-48 flex-1 text-muted-foreground text-xs">
            The repository has an <code>AGENTS.md</code> of {formatCount(guide.sizeBytes)} bytes
            {guide.isCut && ", of which agents are told the first 20,000"}. Imported, its text is kept here in
            versions and the file is no longer read.
          </p>
          <Button size="sm" onClick={() => takeOver(guide.text)}>
            <FileDown />
            Import AGENTS.md
          </Button>
        </div>
      )}
    </>
  );
}

function instructionsHint(length: number): string {
  const words = "Told to the agent with every prompt, in plain text or Markdown.";
  return length < instructionsMax * 0.8
    ? words
    : `${words} ${formatCount(length)} of ${formatCount(instructionsMax)} characters.`;
}
