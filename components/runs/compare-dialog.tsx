"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { configQueries } from "#lib/modules/configs/queries.ts";
import type { ConfigVersion } from "#lib/modules/configs/schema.ts";
import { type CompareRunsInput, contestantsMax, contestantsMin } from "#lib/modules/contests/schema.ts";
import { providerQueries } from "#lib/modules/providers-llm/queries.ts";
import { ProviderName, type ProviderView } from "#lib/modules/providers-llm/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface Row {
  key: number;
  /** Empty: as the project has it. */
  provider: string;
  model: string;
  /** Null: the version in force. */
  configVersion: number | null;
}

/** Which models are to work on a task side by side. */
export function CompareDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const { data: providers } = useQuery(providerQueries.list());
  const { data: versionPages } = useInfiniteQuery(configQueries.versions(task.projectId));
  const versions = versionPages?.pages.flatMap(({ items }) => items) ?? [];
  const configured = providers?.filter(({ isConfigured }) => isConfigured) ?? [];
  const [rows, setRows] = useState<Row[] | null>(null);
  const shown = rows ?? proposed(configured);
  const compare = useCommand<CompareRunsInput>({
    name: "run.compare",
    label: "Compare models",
    errors: "inline",
    onDone: onClose,
  });
  const filled = shown.filter(({ model }) => model.trim() !== "");
  const isDoubled = new Set(filled.map(sameness)).size < filled.length;
  const change = (key: number, next: Partial<Row>) =>
    setRows(shown.map((row) => (row.key === key ? { ...row, ...next } : row)));
  const submit = () =>
    void compare.run({
      projectId: task.projectId,
      taskId: task.id,
      models: filled.map(({ provider, model, configVersion }) => ({
        model: model.trim(),
        provider: ProviderName.safeParse(provider).data,
        configVersion: configVersion ?? undefined,
      })),
    });
  return (
    <FormDialog
      title={`Compare models on #${task.number}`}
      description="Each works in a worktree of its own and is reviewed like any run. When all have ended, you keep one result."
      button={filled.length < contestantsMin ? "Start the runs" : `Start ${filled.length} runs`}
      isBusy={compare.isPending}
      className="max-w-[560px]"
      isReady={filled.length >= contestantsMin}
      onSubmit={submit}
      onClose={onClose}
    >
      <ol className="grid gap-2">
        {shown.map((row, index) => (
          <li key={row.key}>
            <ContestantRow
              row={row}
              place={index + 1}
              providers={configured}
              versions={versions}
              onChange={(next) => change(row.key, next)}
              onRemove={
                shown.length > contestantsMin
                  ? () => setRows(shown.filter(({ key }) => key !== row.key))
                  : undefined
              }
            />
          </li>
        ))}
      </ol>
      {shown.length < contestantsMax && (
        <Button
          size="sm"
          variant="ghost"
          className="mt-2"
          onClick={() =>
            setRows([...shown, { ...emptyRow, key: Math.max(...shown.map(({ key }) => key)) + 1 }])
          }
        >
          <Plus />
          Add a model
        </Button>
      )}
      {isDoubled && (
        <p className="mt-3 text-muted-foreground text-xs">
          Two of these are the same: they show how much its results vary from run to run.
        </p>
      )}
      {compare.error && (
        <p role="alert" className="mt-3 text-failure text-xs">
          {compare.error.message}
        </p>
      )}
    </FormDialog>
  );
}

const sameness = ({ provider, model, configVersion }: Row): string =>
  JSON.stringify([provider, model.trim(), configVersion]);

const emptyRow = { provider: "", model: "", configVersion: null };

/** The models that are set up, as many as fit; two lines in any case. */
function proposed(configured: readonly ProviderView[]): Row[] {
  const known = configured.flatMap(({ id, models }) => models.map((model) => ({ provider: id, model })));
  const count = Math.min(3, Math.max(contestantsMin, known.length));
  return Array.from({ length: count }, (_, key) => ({ key, ...emptyRow, ...known[key] }));
}

interface ContestantRowProps {
  row: Row;
  place: number;
  providers: readonly ProviderView[];
  versions: readonly ConfigVersion[];
  onChange: (next: Partial<Row>) => void;
  onRemove?: (() => void) | undefined;
}

/** A select takes no empty value. */
const asUsual = "usual";

function ContestantRow({ row, place, providers, versions, onChange, onRemove }: ContestantRowProps) {
  const listId = useId();
  const used =
    providers.find(({ id }) => id === row.provider) ?? providers.find(({ isDefault }) => isDefault);
  return (
    <div className="flex items-center gap-2 max-md:flex-wrap">
      <Select
        value={row.provider || asUsual}
        onValueChange={(value) => onChange({ provider: value === asUsual ? "" : value })}
      >
        <SelectTrigger
          aria-label={`Provider ${place}`}
          className="w-36 flex-none max-md:w-auto max-md:min-w-0 max-md:flex-1"
        >
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={asUsual}>Default</SelectItem>
          {providers.map(({ id, label }) => (
            <SelectItem key={id} value={id}>
              {label}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <Input
        aria-label={`Model ${place}`}
        list={listId}
        className="min-w-0 flex-1 font-mono text-xs max-md:-order-1 max-md:basis-full"
        placeholder={used?.models[0] ?? "model"}
        spellCheck={false}
        autoComplete="off"
        value={row.model}
        onChange={(event) => onChange({ model: event.target.value })}
      />
      <datalist id={listId}>
        {used?.models.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {versions.length > 1 && (
        <Select
          value={row.configVersion === null ? asUsual : String(row.configVersion)}
          onValueChange={(value) => onChange({ configVersion: value === asUsual ? null : Number(value) })}
        >
          <SelectTrigger aria-label={`Agent version ${place}`} className="w-30 flex-none">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value={asUsual}>In force</SelectItem>
            {versions.map(({ version }) => (
              <SelectItem key={version} value={String(version)}>
                Version {version}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
      {onRemove && (
        <Button variant="ghost" size="icon-sm" aria-label={`Remove model ${place}`} onClick={onRemove}>
          <X />
        </Button>
      )}
    </div>
  );
}
