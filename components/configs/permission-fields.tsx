"use client";

import { useId } from "react";
import { actionWords, type PermissionRow, permissionRows } from "#components/configs/permission-words.ts";
import type { ConfigFormProps } from "#components/configs/use-config-draft.ts";
import { Label } from "#components/ui/label.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { choicesOf, permissionClasses } from "#lib/modules/configs/schema.ts";

/** A select takes no empty value. */
const asUsual = "usual";
const off = "off";

/** What agents may do by themselves, what they ask a person for, and which tools they do not have at all. */
export function PermissionFields({ draft, mayChange }: ConfigFormProps) {
  const fault = draft.faultOf("permissions") ?? draft.faultOf("toolsOff");
  return (
    <div className="grid gap-1">
      <ul className="divide-y">
        {permissionRows.map((row) => (
          <Row key={row.label} row={row} draft={draft} mayChange={mayChange} />
        ))}
      </ul>
      {fault && (
        <p role="alert" className="text-failure text-xs">
          {fault}
        </p>
      )}
    </div>
  );
}

function Row({ row, draft, mayChange }: ConfigFormProps & { row: PermissionRow }) {
  const id = useId();
  const { toolsOff, permissions } = draft.shown;
  const { tool, permission } = row;
  const chosen = permission === null ? undefined : permissions[permission];
  const value = tool && toolsOff.includes(tool) ? off : (chosen ?? asUsual);
  const choose = (next: string) => {
    const without = Object.entries(permissions).filter(([name]) => name !== permission);
    const action = permission === null ? undefined : choicesOf(permission).find((choice) => choice === next);
    draft.set({
      toolsOff: [
        ...toolsOff.filter((name) => name !== tool),
        ...(tool && next === off ? [tool] : []),
      ].toSorted(),
      permissions: Object.fromEntries([
        ...without,
        ...(permission !== null && action ? [[permission, action] as const] : []),
      ]),
    });
  };
  return (
    <li className="flex items-center gap-3 py-2 max-md:flex-wrap">
      <div className="min-w-0 flex-1 max-md:basis-full">
        <Label htmlFor={id}>{row.label}</Label>
        <p id={`${id}-hint`} className="text-muted-foreground text-xs">
          {row.hint}
        </p>
      </div>
      <Select value={value} disabled={!mayChange} onValueChange={choose}>
        <SelectTrigger id={id} aria-describedby={`${id}-hint`} className="w-44 flex-none max-md:w-full">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={asUsual}>
            {permission === null ? "On" : `Usual: ${actionWords[permissionClasses[permission].usual]}`}
          </SelectItem>
          {permission !== null &&
            choicesOf(permission)
              .filter((action) => action !== "deny" || tool === null)
              .map((action) => (
                <SelectItem key={action} value={action} className="first-letter:uppercase">
                  {actionWords[action]}
                </SelectItem>
              ))}
          {tool && <SelectItem value={off}>Off</SelectItem>}
          {tool && chosen === "deny" && <SelectItem value="deny">{actionWords.deny}</SelectItem>}
        </SelectContent>
      </Select>
    </li>
  );
}
