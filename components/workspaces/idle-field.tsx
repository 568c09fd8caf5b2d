import { Field } from "#components/ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import type { SettingsDraft } from "#components/workspaces/use-settings-draft.ts";
import { formatDuration } from "#lib/client/format.ts";

const hourMs = 3_600_000;
const offered = [hourMs / 2, hourMs, 2 * hourMs, 4 * hourMs, 8 * hourMs, 24 * hourMs];

interface IdleFieldProps {
  draft: Pick<SettingsDraft, "idleStop">;
  faultOf: (field: string) => string | null;
  onChange: (part: Pick<SettingsDraft, "idleStop">) => void;
  isDisabled?: boolean;
  /** What is in force; offered too where it is none of the usual ones. */
  inForceMs: number | null;
}

/** How long nothing may happen before the workspace stops by itself. */
export function IdleField({ draft, faultOf, onChange, isDisabled = false, inForceMs }: IdleFieldProps) {
  const choices = [...new Set([...offered, ...(inForceMs === null ? [] : [inForceMs])])].sort(
    (a, b) => a - b,
  );
  return (
    <Select value={draft.idleStop} disabled={isDisabled} onValueChange={(idleStop) => onChange({ idleStop })}>
      <Field
        label="Stops by itself"
        hint="Typing and the work of agents keep it awake; open tabs do not."
        error={faultOf("idleStopMs")}
      >
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {choices.map((choiceMs) => (
          <SelectItem key={choiceMs} value={String(choiceMs)}>
            after {formatDuration(choiceMs)} without activity
          </SelectItem>
        ))}
        <SelectItem value="never">never</SelectItem>
      </SelectContent>
    </Select>
  );
}
