"use client";

import { useQuery } from "@tanstack/react-query";
import { File, Folder, GitBranch, type LucideIcon } from "lucide-react";
import { type FormEvent, useState } from "react";
import { NewProjectDialog } from "#components/projects/new-project-dialog.tsx";
import type { SourceType } from "#components/projects/project-draft.ts";
import { runtimeInForce } from "#components/projects/runtime-choice.tsx";
import { useCreateProject } from "#components/projects/use-create-project.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { nameFromUrl } from "#lib/modules/projects/rules.ts";
import { workspaceQueries } from "#lib/modules/workspaces/queries.ts";

/** The empty list: what a project is, and the ways to the first one. */
export function FirstProject() {
  const [url, setUrl] = useState("");
  const [opened, setOpened] = useState<SourceType | null>(null);
  const { data: runtimes = [] } = useQuery(workspaceQueries.runtimes());
  const create = useCreateProject();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const runtime = runtimeInForce(runtimes, null, false);
    void create.run({ name: nameFromUrl(url) || url, runtime, source: { type: "git", url } });
  };
  return (
    <div className="mx-auto mt-18 max-w-[720px] max-md:mt-6">
      <h1 className="font-semibold text-xl tracking-tighter">Start the first project</h1>
      <p className="mt-1 mb-6 max-w-[60ch] text-base text-muted-foreground">
        A project is a repository with a workspace and a board. It takes about a minute; nothing else has to
        be installed.
      </p>
      <Card className="mb-3 p-4">
        <form onSubmit={submit} noValidate className="flex items-start gap-2 max-md:flex-col">
          <Field
            label="Git URL"
            className="w-full flex-1"
            error={faultOf(create.error, "source.url") ?? restOf(create.error, ["source.url"])}
          >
            <InputGroup
              value={url}
              onChange={(event) => {
                if (create.error) create.reset();
                setUrl(event.target.value);
              }}
              placeholder="https://git.example.org/team/app.git"
              before={<GitBranch />}
              className="font-mono text-xs"
              autoComplete="off"
              spellCheck={false}
              autoFocus
            />
          </Field>
          <Button type="submit" variant="primary" isBusy={create.isPending} className="md:mt-[26px]">
            Create project
          </Button>
        </form>
      </Card>
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <Way icon={Folder} title="A folder on this machine" onClick={() => setOpened("folder")}>
          Works on the repository where it is. For owners and admins.
        </Way>
        <Way icon={File} title="Nothing" onClick={() => setOpened("empty")}>
          An empty repository. Let an agent write the first lines.
        </Way>
      </div>
      <NewProjectDialog
        key={opened ?? "none"}
        source={opened ?? "git"}
        isOpen={opened !== null}
        onOpenChange={(isOpen) => !isOpen && setOpened(null)}
      />
    </div>
  );
}

interface WayProps {
  icon: LucideIcon;
  title: string;
  onClick: () => void;
  children: string;
}

function Way({ icon: Icon, title, onClick, children }: WayProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex gap-3 rounded-lg border bg-card p-4 text-left hover:bg-muted"
    >
      <Icon className="mt-0.5 text-muted-foreground" />
      <span>
        <span className="block font-semibold">{title}</span>
        <span className="mt-0.5 block text-muted-foreground text-xs">{children}</span>
      </span>
    </button>
  );
}
