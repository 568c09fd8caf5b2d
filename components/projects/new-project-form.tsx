"use client";

import { ChevronRight, GitBranch } from "lucide-react";
import { type FormEvent, useState } from "react";
import { AdvancedFields } from "#components/projects/advanced-fields.tsx";
import {
  emptyDraft,
  type ProjectDraft,
  proposedName,
  type SourceType,
  sourceOf,
} from "#components/projects/project-draft.ts";
import { RuntimeChoice, runtimeInForce, useRuntimes } from "#components/projects/runtime-choice.tsx";
import { useCreateProject } from "#components/projects/use-create-project.ts";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, InputGroup } from "#components/ui/input.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import { settingsFrom } from "#components/workspaces/use-settings-draft.ts";
import { cn } from "#lib/client/class-names.ts";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import type { WorkspaceCapabilities, WorkspaceSettings } from "#lib/modules/workspaces/schema.ts";

const fields = [
  "name",
  "source.url",
  "source.path",
  "source.branch",
  "runtime",
  "type",
  "workspaceSettings.image",
  "workspaceSettings.cpus",
  "workspaceSettings.memoryBytes",
  "workspaceSettings.processesMax",
];

/** A container has nothing of the machine's: neither its folders nor its keys. */
const accessHint = (isIsolated: boolean): string =>
  isIsolated
    ? "An https or ssh address, or git@host:path. A private one is refused at first: the project's page then takes a token or makes an SSH key, and tries again."
    : "An https or ssh address, git@host:path, or a path on the server. The machine's own access is used; where it is refused, the project's page takes a token or makes an SSH key, and tries again.";

export function NewProjectForm({ firstSource, onClose }: { firstSource: SourceType; onClose: () => void }) {
  const [draft, setDraft] = useState(() => emptyDraft(firstSource));
  const runtimes = useRuntimes();
  const [isAdvanced, setIsAdvanced] = useState(false);
  const create = useCreateProject(onClose);
  const change = (part: Partial<ProjectDraft>) => {
    if (create.error) create.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const name = draft.name ?? proposedName(draft);
  const isFolder = draft.source === "folder";
  const runtime = runtimeInForce(runtimes, draft.runtime, isFolder);
  const capabilities = runtimes.find(({ kind }) => kind === runtime)?.capabilities;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { type } = draft;
    void create.run({ name, type, runtime, source: sourceOf(draft), ...settingsOf(draft, capabilities) });
  };
  const rest = restOf(create.error, fields);

  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        <Tabs
          value={draft.source}
          onValueChange={(source) => change({ source: source as SourceType })}
          className="gap-4"
        >
          <TabsList aria-label="Where the files come from" className="-mx-5 px-3.5">
            <TabsTrigger value="git">Git URL</TabsTrigger>
            <TabsTrigger value="folder">Folder</TabsTrigger>
            <TabsTrigger value="empty">Empty</TabsTrigger>
          </TabsList>
          <TabsContent value="git">
            <Field
              label="Repository URL"
              hint={accessHint(capabilities?.isIsolated ?? true)}
              error={faultOf(create.error, "source.url")}
            >
              <InputGroup
                value={draft.url}
                onChange={(event) => change({ url: event.target.value })}
                placeholder="https://git.example.org/team/app.git"
                before={<GitBranch />}
                className="font-mono text-xs"
                autoComplete="off"
                spellCheck={false}
                autoFocus
              />
            </Field>
          </TabsContent>
          <TabsContent value="folder">
            <Field
              label="Folder on the server's machine"
              hint="Its repository is used where it is. The agents' worktrees lie elsewhere. A server that is root works in it as the folder's owner."
              error={faultOf(create.error, "source.path")}
            >
              <Input
                value={draft.path}
                onChange={(event) => change({ path: event.target.value })}
                placeholder="/home/me/app"
                className="font-mono text-xs"
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
          </TabsContent>
          <TabsContent value="empty">
            <p className="text-muted-foreground">
              A new repository with one empty commit. Let an agent write the second.
            </p>
          </TabsContent>
        </Tabs>
        <Field label="Name" error={faultOf(create.error, "name")}>
          <Input
            value={name}
            onChange={(event) => change({ name: event.target.value })}
            maxLength={200}
            autoComplete="off"
          />
        </Field>
        <RuntimeChoice
          value={runtime}
          isFolder={isFolder}
          error={faultOf(create.error, "runtime")}
          onChange={(chosen) => change({ runtime: chosen })}
        />
        <div>
          <Button
            variant="ghost"
            size="sm"
            className="-ml-2"
            aria-expanded={isAdvanced}
            onClick={() => setIsAdvanced(!isAdvanced)}
          >
            <ChevronRight className={cn("transition-transform", isAdvanced && "rotate-90")} />
            Advanced
          </Button>
          {isAdvanced && (
            <AdvancedFields
              draft={draft}
              capabilities={capabilities}
              error={create.error}
              onChange={change}
            />
          )}
        </div>
        {rest && (
          <p role="alert" className="text-failure text-xs">
            {rest}
          </p>
        )}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={create.isPending}>
          Create project
        </Button>
      </DialogFooter>
    </form>
  );
}

/** What was typed of image and limits, where the runtime can keep it. */
function settingsOf(
  { image, cpus, memory, processesMax }: ProjectDraft,
  capabilities: WorkspaceCapabilities | undefined,
): { workspaceSettings?: WorkspaceSettings } {
  const typed = {
    ...(capabilities?.images ? { image } : {}),
    ...(capabilities?.resourceLimits ? { cpus, memory, processesMax } : {}),
  };
  const given = Object.fromEntries(Object.entries(typed).filter(([, text]) => text.trim() !== ""));
  return Object.keys(given).length === 0 ? {} : { workspaceSettings: settingsFrom(given) };
}
