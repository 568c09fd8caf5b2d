import { useQuery } from "@tanstack/react-query";
import { type Expiry, expiries, kindOf, kindWords, scopeWords } from "#components/keys/key-words.ts";
import { CheckCard } from "#components/ui/check-card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { type KeyKind, type KeyScope, keyKinds, mayHoldConfirm } from "#lib/modules/keys/schema.ts";

/** The fields of the dialog that makes a key. */

interface KindFieldProps {
  value: KeyKind;
  onChange: (kind: KeyKind) => void;
}

export function KindField({ value, onChange }: KindFieldProps) {
  return (
    <RadioCards
      aria-label="Kind of key"
      className="md:grid-cols-1"
      value={value}
      onValueChange={(kind) => onChange(kindOf(kind))}
    >
      {keyKinds.map((kind) => (
        <RadioCard
          key={kind}
          value={kind}
          title={kindWords[kind].label}
          hint={kindWords[kind].hint}
          className="py-2"
        />
      ))}
    </RadioCards>
  );
}

interface ScopeFieldsProps {
  kind: KeyKind;
  /** Beyond reading, which every key may. */
  chosen: readonly KeyScope[];
  onChange: (chosen: readonly KeyScope[]) => void;
  error: string | null;
}

const onlyForPeople = "Only a key for the command line may: agents and services never confirm.";

export function ScopeFields({ kind, chosen, onChange, error }: ScopeFieldsProps) {
  const toggle = (scope: KeyScope) => (isChosen: boolean | "indeterminate") =>
    onChange(isChosen === true ? [...chosen, scope] : chosen.filter((other) => other !== scope));
  const isConfirmPossible = mayHoldConfirm(kind);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">What it may do</legend>
      <CheckCard title={scopeWords.read.label} hint={scopeWords.read.hint} checked disabled />
      <CheckCard
        title={scopeWords.write.label}
        hint={scopeWords.write.hint}
        checked={chosen.includes("write")}
        onCheckedChange={toggle("write")}
      />
      <CheckCard
        title={scopeWords.confirm.label}
        hint={isConfirmPossible ? scopeWords.confirm.hint : onlyForPeople}
        checked={isConfirmPossible && chosen.includes("confirm")}
        disabled={!isConfirmPossible}
        onCheckedChange={toggle("confirm")}
      />
      {error && (
        <p role="alert" className="text-failure text-xs">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface ProjectFieldProps {
  /** Null: all that its person sees. */
  value: string | null;
  onChange: (projectId: string | null) => void;
  error: string | null;
}

const all = "all";

export function ProjectField({ value, onChange, error }: ProjectFieldProps) {
  const projects = useQuery(shellQueries.projects());
  return (
    <Select value={value ?? all} onValueChange={(chosen) => onChange(chosen === all ? null : chosen)}>
      <Field
        label="Project"
        hint={projects.isError ? "The projects could not be loaded." : "What it sees and reaches"}
        error={error}
      >
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        <SelectItem value={all}>All that you see</SelectItem>
        {projects.data?.map(({ id, name }) => (
          <SelectItem key={id} value={id}>
            {name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

interface ExpiryFieldsProps {
  expiry: Expiry;
  date: string;
  onExpiry: (expiry: Expiry) => void;
  onDate: (date: string) => void;
  error: string | null;
}

export function ExpiryFields({ expiry, date, onExpiry, onDate, error }: ExpiryFieldsProps) {
  const isDate = expiry === "date";
  return (
    <div className="grid content-start gap-2">
      <Select
        value={expiry}
        onValueChange={(value) => onExpiry(expiries.find((known) => known.value === value)?.value ?? "90")}
      >
        <Field
          label="Expires"
          hint={expiry === "never" ? "It works until it is revoked." : undefined}
          error={isDate ? null : error}
        >
          <SelectTrigger>
            <SelectValue />
          </SelectTrigger>
        </Field>
        <SelectContent>
          {expiries.map(({ value, label }) => (
            <SelectItem key={value} value={value}>
              {label}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {isDate && (
        <Field label="Last day" error={error}>
          <Input type="date" value={date} onChange={(event) => onDate(event.target.value)} />
        </Field>
      )}
    </div>
  );
}
