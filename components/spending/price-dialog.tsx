"use client";

import { useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { AmountField } from "#components/spending/amount-field.tsx";
import { amountIn, textOf } from "#components/spending/amounts.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { providerNames } from "#lib/kernel/states.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import type { ModelPrice } from "#lib/modules/spending/schema.ts";

const fields = ["inputUsd", "outputUsd", "cacheReadUsd", "cacheWriteUsd"] as const;
const labels: Record<(typeof fields)[number], string> = {
  inputUsd: "Input",
  outputUsd: "Output",
  cacheReadUsd: "Cache read",
  cacheWriteUsd: "Cache write",
};

interface PriceDialogProps {
  /** The one that is changed; null: one more. */
  price: ModelPrice | null;
  onClose: () => void;
}

/** What one model costs, for a million tokens. */
export function PriceDialog({ price, onClose }: PriceDialogProps) {
  const [provider, setProvider] = useState<string>(price?.provider ?? "custom");
  const [model, setModel] = useState(price?.model ?? "");
  const [amounts, setAmounts] = useState({
    inputUsd: textOf(price?.inputUsd ?? null),
    outputUsd: textOf(price?.outputUsd ?? null),
    cacheReadUsd: textOf(price?.cacheReadUsd ?? null),
    cacheWriteUsd: textOf(price?.cacheWriteUsd ?? null),
  });
  const { run, isPending, error } = useCommand<Record<string, unknown>>({
    name: "price.set",
    label: "Set the price",
    errors: "inline",
    onDone: onClose,
  });
  const rest = restOf(error, ["model", "provider", ...fields]);
  return (
    <FormDialog
      title={price ? `Price of ${price.model}` : "Set a price"}
      description="US dollars for a million tokens. What is left empty of the caches costs what input does."
      button="Set the price"
      isBusy={isPending}
      isReady={model.trim() !== "" && amounts.inputUsd.trim() !== "" && amounts.outputUsd.trim() !== ""}
      rest={rest}
      onSubmit={() =>
        void run({
          provider,
          model: model.trim(),
          ...Object.fromEntries(fields.map((field) => [field, amountIn(amounts[field])])),
        })
      }
      onClose={onClose}
    >
      <div className="grid gap-4">
        {!price && (
          <div className="grid gap-4 md:grid-cols-2">
            <Select value={provider} onValueChange={setProvider}>
              <Field label="Provider">
                <SelectTrigger>
                  <SelectValue />
                </SelectTrigger>
              </Field>
              <SelectContent>
                {providerNames.map((name) => (
                  <SelectItem key={name} value={name}>
                    {knownProviders[name].label}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
            <Field label="Model" error={faultOf(error, "model")}>
              <Input
                className="font-mono text-xs"
                placeholder="as the provider names it"
                spellCheck={false}
                autoComplete="off"
                value={model}
                onChange={(event) => setModel(event.target.value)}
              />
            </Field>
          </div>
        )}
        <div className="grid grid-cols-2 gap-4">
          {fields.map((field) => (
            <AmountField
              key={field}
              label={labels[field]}
              value={amounts[field]}
              error={faultOf(error, field)}
              onChange={(text) => setAmounts({ ...amounts, [field]: text })}
            />
          ))}
        </div>
      </div>
    </FormDialog>
  );
}
