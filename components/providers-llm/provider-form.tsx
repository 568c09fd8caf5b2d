"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import {
  BaseUrlField,
  HostedProvider,
  KeyField,
  ModelField,
} from "#components/providers-llm/provider-fields.tsx";
import { ProviderResult } from "#components/providers-llm/provider-result.tsx";
import { Button } from "#components/ui/button.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type {
  ConfiguredProvider,
  ConfigureProviderInput,
  ProviderName,
} from "#lib/modules/providers-llm/schema.ts";

interface ProviderFormProps {
  /** It is saved, it answers and has a model; or the person goes on as it is. Null: a confirmation came between. */
  onDone: (saved: ConfiguredProvider | null) => void;
  /** Beside the save button: what to do instead. */
  aside?: ReactNode;
}

/** Sets one provider up. It is saved whether it answers or not; what it answered is shown. */
export function ProviderForm({ onDone, aside }: ProviderFormProps) {
  const [kind, setKind] = useState<"hosted" | "custom">("hosted");
  const [hostedId, setHostedId] = useState<ProviderName>("anthropic");
  const [saved, setSaved] = useState<ConfiguredProvider | null>(null);
  const id = kind === "custom" ? "custom" : hostedId;

  const { run, isPending, error } = useCommand<ConfigureProviderInput, ConfiguredProvider>({
    name: "provider.configure",
    label: "Save the provider",
    errors: "inline",
    onDone: (result) => {
      if (!result?.provider) return onDone(null);
      setSaved(result);
      if (result.provider.check?.error === null && result.provider.models.length > 0) onDone(result);
    },
  });

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const model = text("model");
    void run({
      id,
      models: model ? [model] : [],
      ...(text("apiKey") ? { apiKey: text("apiKey") } : {}),
      ...(kind === "custom" ? { baseUrl: text("baseUrl") } : {}),
    });
  };

  const rest = restOf(error, ["baseUrl", "models", "models.0", "apiKey"]);
  const choose = (change: () => void) => {
    change();
    setSaved(null);
  };

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <RadioCards
        aria-label="Kind of provider"
        value={kind}
        onValueChange={(value) => choose(() => setKind(value === "custom" ? "custom" : "hosted"))}
      >
        <RadioCard value="hosted" title="Hosted provider" hint="Choose one and paste its API key" />
        <RadioCard value="custom" title="OpenAI-compatible endpoint" hint="Your own server or gateway" />
      </RadioCards>
      <div className="grid gap-4 md:grid-cols-[1.4fr_1fr] md:gap-3">
        {kind === "custom" ? (
          <BaseUrlField error={faultOf(error, "baseUrl")} />
        ) : (
          <HostedProvider value={hostedId} onChange={(name) => choose(() => setHostedId(name))} />
        )}
        <ModelField
          known={saved?.modelsFound ?? []}
          error={faultOf(error, "models") ?? faultOf(error, "models.0")}
        />
      </div>
      <KeyField
        key={`${id} ${saved?.provider.check?.at ?? ""}`}
        note={kind === "custom" ? "if it asks for one" : undefined}
        saved={saved}
        error={faultOf(error, "apiKey")}
      />
      {rest && (
        <p role="alert" className="text-failure text-xs">
          {rest}
        </p>
      )}
      {saved && !error && <ProviderResult saved={saved} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" isBusy={isPending}>
          {saved ? "Save again" : "Save and go on"}
        </Button>
        {saved ? <Button onClick={() => onDone(saved)}>Go on as it is</Button> : aside}
      </div>
    </form>
  );
}
