"use client";

import { useQuery } from "@tanstack/react-query";
import type { ProjectDraft } from "#components/projects/project-draft.ts";
import { runtimeWords, typeWords } from "#components/projects/project-words.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { faultOf } from "#lib/client/form-faults.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import { ProjectType } from "#lib/modules/projects/schema.ts";
import { workspaceQueries } from "#lib/modules/workspaces/queries.ts";
import { RuntimeKind } from "#lib/modules/workspaces/schema.ts";

interface AdvancedFieldsProps {
  draft: ProjectDraft;
  error: ErrorShape | null;
  onChange: (part: Partial<ProjectDraft>) => void;
}

/** What a project can be told at its beginning, and works without. */
export function AdvancedFields({ draft, error, onChange }: AdvancedFieldsProps) {
  const { data: runtimes = [] } = useQuery(workspaceQueries.runtimes());
  const chosen = runtimes.find(({ kind }) => kind === draft.runtime);
  return (
    <div className="mt-2 grid grid-cols-2 gap-4 max-md:grid-cols-1">
      {draft.source === "git" && (
        <Field
          label="Branch"
          note="optional"
          hint="Without one: the repository's own default."
          error={faultOf(error, "source.branch")}
          className="col-span-full"
        >
          <Input
            value={draft.branch}
            onChange={(event) => onChange({ branch: event.target.value })}
            placeholder="main"
            className="font-mono text-xs"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
      <Select value={draft.type} onValueChange={(type) => onChange({ type: ProjectType.parse(type) })}>
        <Field label="Type" error={faultOf(error, "type")}>
          <SelectTrigger>
            <SelectValue />
          </SelectTrigger>
        </Field>
        <SelectContent>
          {ProjectType.options.map((type) => (
            <SelectItem key={type} value={type}>
              {typeWords[type]}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <Select
        value={draft.runtime}
        onValueChange={(runtime) => onChange({ runtime: RuntimeKind.parse(runtime) })}
      >
        <Field label="Runtime" hint={chosen?.detail} error={faultOf(error, "runtime")}>
          <SelectTrigger>
            <SelectValue />
          </SelectTrigger>
        </Field>
        <SelectContent>
          {(runtimes.length > 0 ? runtimes : [{ kind: draft.runtime, isAvailable: true }]).map(
            ({ kind, isAvailable }) => (
              <SelectItem key={kind} value={kind} disabled={!isAvailable}>
                {runtimeWords[kind]}
                {!isAvailable && <span className="text-xs"> not available</span>}
              </SelectItem>
            ),
          )}
        </SelectContent>
      </Select>
    </div>
  );
}
