"use client";

import { Check, Hammer } from "lucide-react";
import type { FormEvent } from "react";
import { runtimeWords } from "#components/projects/project-words.ts";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { IdleField } from "#components/workspaces/idle-field.tsx";
import { ImageField, LimitFields } from "#components/workspaces/settings-fields.tsx";
import { useLife } from "#components/workspaces/use-life.ts";
import { useSettingsDraft } from "#components/workspaces/use-settings-draft.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

interface SettingsCardProps {
  project: ProjectView;
  workspace: WorkspaceDetail;
}

/** What the workspace is made of, what it may use and when it stops by itself; an admin of the project changes it. */
export function SettingsCard({ project, workspace }: SettingsCardProps) {
  const { capabilities, needsRebuild, settings, runtime } = workspace;
  const draft = useSettingsDraft(project.id, settings);
  const life = useLife(project);
  const mayChange = project.access === "admin";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    draft.save();
  };
  const fields = { draft: draft.shown, faultOf: draft.faultOf, onChange: draft.set, isDisabled: !mayChange };
  return (
    <Card aria-labelledby="settings">
      <CardHeader>
        <CardTitle id="settings">Limits and image</CardTitle>
        {!mayChange && (
          <span className="ml-auto text-muted-foreground text-xs">
            An admin of the project changes these.
          </span>
        )}
      </CardHeader>
      <CardBody>
        <form onSubmit={submit} noValidate aria-labelledby="settings" className="grid gap-4">
          <div className="grid grid-cols-3 gap-4 max-sm:grid-cols-1">
            <LimitFields {...fields} isDisabled={!mayChange || !capabilities.resourceLimits} />
          </div>
          {!capabilities.resourceLimits && (
            <p className="-mt-2 text-muted-foreground text-xs">
              {runtimeWords[runtime]} keeps no limits: its workspaces share all there is.
            </p>
          )}
          <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
            {capabilities.images && <ImageField {...fields} />}
            <IdleField {...fields} inForceMs={settings.idleStopMs} />
          </div>
          {needsRebuild && (
            <div className="flex flex-wrap items-center gap-2 rounded-md border bg-muted px-3 py-2 text-xs">
              <p className="min-w-0 flex-1">
                The image counts from the next rebuild on. A rebuild interrupts what runs; files stay.
              </p>
              {life.mayWrite && (
                <Button
                  size="sm"
                  disabled={life.isMoving}
                  isBusy={life.rebuild.isPending}
                  onClick={life.rebuild.run}
                >
                  <Hammer />
                  Rebuild…
                </Button>
              )}
            </div>
          )}
          {draft.rest && (
            <p role="alert" className="text-failure text-xs">
              {draft.rest}
            </p>
          )}
          {mayChange && <SaveBar draft={draft} />}
        </form>
        <LeaveGuard
          isUnsaved={draft.isChanged && mayChange}
          what="The changes to Limits and image"
          onLeave={draft.discard}
        />
      </CardBody>
    </Card>
  );
}

function SaveBar({ draft }: { draft: ReturnType<typeof useSettingsDraft> }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="submit" variant="primary" disabled={!draft.isChanged} isBusy={draft.isPending}>
        Save
      </Button>
      {draft.isChanged && !draft.isPending && <Button onClick={draft.discard}>Discard</Button>}
      <p role="status" className="flex items-center gap-1.5 text-muted-foreground text-xs">
        {draft.isSaved && !draft.isChanged && (
          <>
            <Check aria-hidden="true" className="size-3.5 text-primary-text" />
            Saved. Limits count at once.
          </>
        )}
      </p>
    </div>
  );
}
