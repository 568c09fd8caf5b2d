"use client";

import { KeyRound } from "lucide-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { ProviderResult } from "#components/providers-llm/provider-result.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, InputGroup } from "#components/ui/input.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
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

const hosted: readonly ProviderName[] = ["anthropic", "openai", "openrouter"];

/** Sets one provider up. It is saved whether it answers or not; what it answered is shown. */
export function ProviderForm({ onDone, aside }: ProviderFormProps) {
  const [kind, setKind] = useState<"hosted" | "custom">("hosted");
  const [hostedId, setHostedId] = useState<ProviderName>("anthropic");
  const [saved, setSaved] = useState<ConfiguredProvider | null>(null);
  const id = kind === "custom" ? "custom" : hostedId;
  const listId = useId();

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
          <Field label="Base URL" error={faultOf(error, "baseUrl")}>
            <Input
              name="baseUrl"
              type="url"
              className="font-mono text-xs"
              placeholder="https://models.example.org/v1"
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
        ) : (
          <Select
            value={hostedId}
            onValueChange={(value) =>
              choose(() => setHostedId(hosted.find((name) => name === value) ?? "anthropic"))
            }
          >
            <Field label="Provider">
              <SelectTrigger>
                <SelectValue />
              </SelectTrigger>
            </Field>
            <SelectContent>
              {hosted.map((name) => (
                <SelectItem key={name} value={name}>
                  {knownProviders[name].label}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
        <Field label="Default model" error={faultOf(error, "models") ?? faultOf(error, "models.0")}>
          <Input
            name="model"
            list={listId}
            className="font-mono text-xs"
            placeholder="the model's name"
            spellCheck={false}
            autoComplete="off"
          />
        </Field>
        <datalist id={listId}>
          {saved?.modelsFound.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <Field
        label="API key"
        note={kind === "custom" ? "if it asks for one" : undefined}
        error={faultOf(error, "apiKey")}
      >
        <InputGroup
          key={`${id} ${saved?.provider.check?.at ?? ""}`}
          name="apiKey"
          type="password"
          className="font-mono text-xs"
          autoComplete="off"
          before={<KeyRound aria-hidden="true" />}
          placeholder={saved?.provider.isKeySet ? `stored${hintOf(saved)}; type to replace it` : undefined}
        />
      </Field>
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

const hintOf = ({ provider }: ConfiguredProvider): string =>
  provider.keyHint ? `, ends in ${provider.keyHint}` : "";
