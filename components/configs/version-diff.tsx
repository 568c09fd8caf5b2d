"use client";

import { useState } from "react";
import { fieldLabels, textOfField } from "#components/configs/config-words.ts";
import { Dialog, DialogBody, DialogContent, DialogHeader, DialogTitle } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { cn } from "#lib/client/class-names.ts";
import { type DiffedLine, diffLines } from "#lib/client/line-diff.ts";
import { isSameValue } from "#lib/modules/configs/rules.ts";
import { type ConfigField, type ConfigVersion, configFields } from "#lib/modules/configs/schema.ts";

interface VersionDiffProps {
  versions: readonly ConfigVersion[];
  /** The one that was asked about; it is compared with the one before it until another one is chosen. */
  newer: number;
  onClose: () => void;
}

/** What two versions say otherwise, field by field. */
export function VersionDiff({ versions, newer, onClose }: VersionDiffProps) {
  const before =
    versions.find(({ version }) => version < newer) ?? versions.find(({ version }) => version !== newer);
  const [from, setFrom] = useState(before?.version ?? newer);
  const [to, setTo] = useState(newer);
  const old = versions.find(({ version }) => version === from);
  const now = versions.find(({ version }) => version === to);
  const changed = old && now ? configFields.filter((field) => !isSameValue(old[field], now[field])) : [];
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent className="max-w-2xl" aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>Compare versions</DialogTitle>
        </DialogHeader>
        <DialogBody className="grid gap-4">
          <div className="grid grid-cols-2 gap-3">
            <VersionSelect label="From" versions={versions} value={from} onChange={setFrom} />
            <VersionSelect label="To" versions={versions} value={to} onChange={setTo} />
          </div>
          {old && now && changed.length > 0 ? (
            <dl className="grid gap-4">
              {changed.map((field) => (
                <FieldDiff key={field} field={field} old={old} now={now} />
              ))}
            </dl>
          ) : (
            <p className="text-muted-foreground">They say the same.</p>
          )}
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}

interface VersionSelectProps {
  label: string;
  versions: readonly ConfigVersion[];
  value: number;
  onChange: (version: number) => void;
}

function VersionSelect({ label, versions, value, onChange }: VersionSelectProps) {
  return (
    <Select value={String(value)} onValueChange={(chosen) => onChange(Number(chosen))}>
      <Field label={label} className="grid-cols-[minmax(0,1fr)]">
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {versions.map(({ version, isActive }) => (
          <SelectItem key={version} value={String(version)}>
            {version === 0 ? "As it comes" : `Version ${version}`}
            {isActive && ", in force"}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

function FieldDiff({ field, old, now }: { field: ConfigField; old: ConfigVersion; now: ConfigVersion }) {
  const lines = diffLines(textOfField(field, old), textOfField(field, now));
  return (
    <div className="grid gap-1.5">
      <dt className="font-medium">{fieldLabels[field]}</dt>
      <dd className="overflow-hidden rounded-md border font-mono text-xs leading-5">
        {lines.map((line, index) => (
          <p
            // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and never move while they are shown
            key={index}
            className={cn("flex gap-2 px-2 [overflow-wrap:anywhere]", lineClasses[line.change])}
          >
            <span aria-hidden="true" className="w-2 flex-none select-none text-subtle-foreground">
              {marks[line.change]}
            </span>
            {line.change !== "same" && <span className="sr-only">{line.change}: </span>}
            <span className="min-w-0 whitespace-pre-wrap">{line.text}</span>
          </p>
        ))}
      </dd>
    </div>
  );
}

const marks: Record<DiffedLine["change"], string> = { same: "", added: "+", removed: "−" };
const lineClasses: Record<DiffedLine["change"], string> = {
  same: "text-muted-foreground",
  added: "bg-primary-soft",
  removed: "bg-failure-soft",
};
