"use client";

import type { ProjectDraft } from "#components/projects/project-draft.ts";
import { typeWords } from "#components/projects/project-words.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { ImageField, LimitFields } from "#components/workspaces/settings-fields.tsx";
import { faultOf } from "#lib/client/form-faults.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import { ProjectType } from "#lib/modules/projects/schema.ts";
import type { WorkspaceCapabilities } from "#lib/modules/workspaces/schema.ts";

interface AdvancedFieldsProps {
  draft: ProjectDraft;
  /** Of the runtime that is chosen; undefined until it is known. */
  capabilities: WorkspaceCapabilities | undefined;
  error: ErrorShape | null;
  onChange: (part: Partial<ProjectDraft>) => void;
}

/** What a project can be told at its beginning, and works without. */
export function AdvancedFields({ draft, capabilities, error, onChange }: AdvancedFieldsProps) {
  const settings = {
    draft,
    faultOf: (field: string) => faultOf(error, `workspaceSettings.${field}`),
    onChange,
  };
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
      {capabilities?.images && <ImageField {...settings} className="col-span-full" />}
      {capabilities?.resourceLimits && (
        <div className="col-span-full grid grid-cols-3 gap-4 max-md:grid-cols-1">
          <LimitFields {...settings} />
        </div>
      )}
    </div>
  );
}
