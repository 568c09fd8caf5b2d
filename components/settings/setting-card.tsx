"use client";

import { type FormEvent, type ReactNode, useId } from "react";
import { entryName, fieldOf, storedTexts, typedValues } from "#components/settings/field-texts.ts";
import { OpenControl } from "#components/settings/open-control.tsx";
import { SecretControl } from "#components/settings/secret-control.tsx";
import { SourceNote } from "#components/settings/source-note.tsx";
import { TestResult } from "#components/settings/test-result.tsx";
import { useSetting } from "#components/settings/use-setting.ts";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useDraft } from "#lib/client/use-draft.ts";
import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import type { SettingsView } from "#lib/modules/settings/schema.ts";

export interface SettingGroup {
  settingKey: SettingKey;
  title: string;
  /** What it is for, and what follows from it. */
  children?: ReactNode;
  /** The fields, in their order. */
  names: readonly string[];
  /** What the button says that tries it; none where nothing can be tried. */
  testLabel?: string;
  /** Who else may not change it reads it. */
  isReadOnly?: boolean;
}

interface SettingCardProps extends SettingGroup {
  settings: SettingsView;
}

/** Fields of one setting that are saved together, each with where it comes from. */
export function SettingCard({ settingKey, title, children, names, testLabel, ...props }: SettingCardProps) {
  const { settings, isReadOnly = false } = props;
  const titleId = useId();
  const stored = storedTexts(settingKey, names, settings);
  const draft = useDraft(stored);
  const { shown, isChanged } = draft;
  const setting = useSetting(settingKey, { subject: title });
  const typed = () => typedValues(settingKey, stored, shown);
  const save = async (values: Record<string, unknown>, sent: Record<string, string>) => {
    if (await setting.save(values)) draft.settle(sent);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(typed(), shown);
  };
  const rest = restOf(setting.error, names);
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader>
        <CardTitle id={titleId}>{title}</CardTitle>
      </CardHeader>
      <CardBody>
        <form onSubmit={submit} noValidate aria-labelledby={titleId} className="grid gap-4">
          {children && <p className="max-w-[72ch] text-muted-foreground">{children}</p>}
          <div className="grid gap-4 md:grid-cols-2">
            {names.map((name) => {
              const field = fieldOf(settingKey, name);
              const view = settings.fields.find((one) => one.key === settingKey && one.field === name);
              const shared = {
                name,
                text: shown[name] ?? "",
                error: faultOf(setting.error, name, (index) => entryName(shown[name] ?? "", index)),
                onChange: (text: string) => draft.set({ [name]: text }),
              };
              // What is typed there gives way too.
              const reset = () => void save({ [name]: null }, { [name]: shown[name] ?? "" });
              // Once another one is set, it shows that, and no longer the field to replace the one before.
              const since = `${name} ${view?.changedAt ?? ""}`;
              if (field.isSecret)
                return <SecretControl key={since} field={field} view={view} onReset={reset} {...shared} />;
              const source = <SourceNote view={view} onReset={isReadOnly ? undefined : reset} />;
              return (
                <OpenControl key={name} field={field} source={source} isReadOnly={isReadOnly} {...shared} />
              );
            })}
          </div>
          {rest && (
            <p role="alert" className="text-failure text-xs">
              {rest}
            </p>
          )}
          {testLabel && <TestResult tested={setting.isTesting ? null : setting.tested} />}
          {!isReadOnly && (
            <div className="flex flex-wrap items-center gap-2">
              <Button type="submit" variant="primary" disabled={!isChanged} isBusy={setting.isSaving}>
                Save
              </Button>
              {testLabel && (
                <Button isBusy={setting.isTesting} onClick={() => void setting.test(typed())}>
                  {testLabel}
                </Button>
              )}
              {isChanged && (
                <Button variant="ghost" onClick={draft.discard}>
                  Discard the changes
                </Button>
              )}
            </div>
          )}
          <LeaveGuard isUnsaved={isChanged} what={`The changes to ${title}`} onLeave={draft.discard} />
        </form>
      </CardBody>
    </Card>
  );
}
