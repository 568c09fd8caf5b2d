import { KeyRound } from "lucide-react";
import { useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input, InputGroup } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import type { ConfiguredProvider, ProviderName } from "#lib/modules/providers-llm/schema.ts";

/** The fields of the form that sets a provider up; the form reads them by their names. */

const hosted: readonly ProviderName[] = ["anthropic", "openai", "openrouter", "google"];

interface HostedProviderProps {
  value: ProviderName;
  onChange: (name: ProviderName) => void;
}

export function HostedProvider({ value, onChange }: HostedProviderProps) {
  return (
    <Select
      value={value}
      onValueChange={(chosen) => onChange(hosted.find((name) => name === chosen) ?? "anthropic")}
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
  );
}

export function BaseUrlField({ error }: { error: string | null }) {
  return (
    <Field label="Base URL" error={error}>
      <Input
        name="baseUrl"
        type="url"
        className="font-mono text-xs"
        placeholder="https://models.example.org/v1"
        spellCheck={false}
        autoComplete="off"
      />
    </Field>
  );
}

interface ModelFieldProps {
  /** Models that the provider named itself, to choose from. */
  known: readonly string[];
  error: string | null;
}

export function ModelField({ known, error }: ModelFieldProps) {
  const listId = useId();
  return (
    <>
      <Field label="Default model" error={error}>
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
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

interface KeyFieldProps {
  note: string | undefined;
  saved: ConfiguredProvider | null;
  error: string | null;
}

export function KeyField({ note, saved, error }: KeyFieldProps) {
  return (
    <Field label="API key" note={note} error={error}>
      <InputGroup
        name="apiKey"
        type="password"
        className="font-mono text-xs"
        autoComplete="off"
        before={<KeyRound aria-hidden="true" />}
        placeholder={saved?.provider.isKeySet ? `stored${hintOf(saved)}; type to replace it` : undefined}
      />
    </Field>
  );
}

const hintOf = ({ provider }: ConfiguredProvider): string =>
  provider.keyHint ? `, ends in ${provider.keyHint}` : "";
