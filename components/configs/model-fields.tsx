"use client";

import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useId } from "react";
import { labelOfProvider } from "#components/configs/config-words.ts";
import { NumberField } from "#components/configs/number-field.tsx";
import type { ConfigFormProps } from "#components/configs/use-config-draft.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import { providerQueries } from "#lib/modules/providers-llm/queries.ts";
import type { ProviderView } from "#lib/modules/providers-llm/schema.ts";

interface ModelFieldsProps extends ConfigFormProps {
  project: ProjectView;
}

/** A select takes no empty value. */
const asDefault = "default";

/** Which provider, and which of its models. Left alone, both follow what stands above: the installation's default. */
export function ModelFields({ project, draft, mayChange }: ModelFieldsProps) {
  const { data: providers } = useQuery(providerQueries.list());
  const listId = useId();
  const configured = providers?.filter(({ isConfigured }) => isConfigured) ?? [];
  const chosen = draft.shown.provider;
  const fallback =
    configured.find(({ id }) => id === project.llmProvider) ?? configured.find(({ isDefault }) => isDefault);
  const used = chosen === null ? fallback : configured.find(({ id }) => id === chosen);
  const isAbsent = chosen !== null && providers !== undefined && !used;
  const names = new Set([...configured.map(({ id }) => id), ...(chosen === null ? [] : [chosen])]);
  return (
    <>
      {providers && configured.length === 0 && <NoProvider />}
      <div className="grid gap-5 md:grid-cols-2 md:gap-3">
        <Select
          value={chosen ?? asDefault}
          disabled={!mayChange}
          onValueChange={(value) => draft.set({ provider: value === asDefault ? null : value })}
        >
          <Field
            label="Provider"
            error={
              draft.faultOf("provider") ??
              (isAbsent ? "It is not set up. Choose another one, or set it up in Settings." : null)
            }
          >
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
          </Field>
          <SelectContent>
            <SelectItem value={asDefault}>{defaultWords(fallback)}</SelectItem>
            {[...names].map((name) => (
              <SelectItem key={name} value={name}>
                {labelOfProvider(name)}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
        <Field label="Model" note="optional" error={draft.faultOf("model")}>
          <Input
            list={listId}
            className="font-mono text-xs"
            placeholder={used?.models[0] ?? "the provider's own"}
            spellCheck={false}
            autoComplete="off"
            readOnly={!mayChange}
            value={draft.shown.model}
            onChange={(event) => draft.set({ model: event.target.value })}
          />
        </Field>
        <datalist id={listId}>
          {used?.models.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <NumberField
          field="temperature"
          label="Temperature"
          hint="0 to 2. Left empty, the model decides."
          placeholder="the model's own"
          inputMode="decimal"
          {...{ draft, mayChange }}
        />
        <NumberField
          field="maxTokens"
          label="Tokens of one answer"
          hint="At most, 256 to 128,000."
          placeholder="32000"
          inputMode="numeric"
          {...{ draft, mayChange }}
        />
      </div>
    </>
  );
}

const defaultWords = (fallback: ProviderView | undefined): string =>
  fallback ? `Default, ${fallback.label}` : "Default";

function NoProvider() {
  return (
    <p className="flex gap-2 rounded-md border border-attention/40 bg-muted p-3 text-xs">
      <TriangleAlert aria-hidden="true" className="mt-px size-3.5 flex-none" />
      <span>
        No model provider is set up yet, so no task can run. An owner or admin adds one in{" "}
        <Link href="/settings" className="text-primary-text underline underline-offset-3">
          Settings
        </Link>
        .
      </span>
    </p>
  );
}
