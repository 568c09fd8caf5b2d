"use client";

import { useId, useState } from "react";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import type { SecretField } from "#lib/kernel/settings/field.ts";
import type { SettingFieldView } from "#lib/modules/settings/schema.ts";

interface SecretControlProps {
  name: string;
  field: SecretField;
  view: SettingFieldView | undefined;
  text: string;
  error: string | null;
  onChange: (text: string) => void;
  onReset: () => void;
}

/** A secret: that there is one, since when and by whom; it is replaced or taken back, and never shown. */
export function SecretControl({ name, field, view, text, error, onChange, onReset }: SecretControlProps) {
  const [isReplacing, setIsReplacing] = useState(false);
  const isTyped = isReplacing || text !== "" || error !== null;
  if (view?.isSet && !isTyped)
    return (
      <SetSecret
        label={field.label}
        hint={field.hint}
        view={view}
        onReplace={() => setIsReplacing(true)}
        onReset={onReset}
      />
    );
  const cancel = () => {
    onChange("");
    setIsReplacing(false);
  };
  const control = {
    name,
    value: text,
    autoComplete: "new-password",
    autoFocus: isReplacing,
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className={field.isLong ? "md:col-span-2" : undefined}>
      <Field label={field.label} hint={field.hint} error={error}>
        {field.isLong ? (
          <Textarea rows={5} className="font-mono text-xs" {...control} />
        ) : (
          <Input type="password" {...control} />
        )}
      </Field>
      {view?.isSet && (
        <Button variant="link" size="bare" className="mt-1 text-xs" onClick={cancel}>
          Keep the one that is set
        </Button>
      )}
    </div>
  );
}

interface SetSecretProps {
  label: string;
  hint: string | undefined;
  view: SettingFieldView;
  onReplace: () => void;
  onReset: () => void;
}

function SetSecret({ label, hint, view, onReplace, onReset }: SetSecretProps) {
  const id = useId();
  return (
    <fieldset aria-labelledby={id} className="grid min-w-0 content-start gap-1.5">
      <span id={id} className="font-medium">
        {label}
      </span>
      <p className="flex min-h-control flex-wrap items-center gap-x-2 gap-y-1 rounded-md border border-input bg-muted px-2.5 py-1">
        <span aria-hidden="true" className="tracking-widest">
          ••••
        </span>
        <span className="min-w-0 text-muted-foreground text-xs">
          {view.source === "environment" ? (
            <>
              from <InlineCode>{view.variable}</InlineCode>
            </>
          ) : (
            <>
              set {view.changedAt && <RelativeTime at={view.changedAt} />}
              {view.changedBy && ` by ${view.changedBy}`}
            </>
          )}
        </span>
        <span className="ml-auto flex gap-3">
          <Button
            variant="link"
            size="bare"
            className="text-xs"
            onClick={onReplace}
            aria-label={`Replace: ${label}`}
          >
            Replace
          </Button>
          {view.source === "dashboard" && (
            <Button
              variant="link"
              size="bare"
              className="text-xs"
              onClick={onReset}
              aria-label={`Remove: ${label}`}
            >
              Remove
            </Button>
          )}
        </span>
      </p>
      {hint && <p className="text-muted-foreground text-xs">{hint}</p>}
    </fieldset>
  );
}
