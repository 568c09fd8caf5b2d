"use client";

import { RotateCw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectSource, ProjectView } from "#lib/modules/projects/schema.ts";

/** The ways on after a failed creation: again, with another address or branch, or away with it; none for who only reads. */
export function CreationFailed({ project }: { project: ProjectView }) {
  const router = useRouter();
  const { source, id: projectId } = project;
  const [url, setUrl] = useState(source.url ?? "");
  const [branch, setBranch] = useState(source.branch ?? "");
  const [path, setPath] = useState(source.path ?? "");
  const retry = useCommand<{ projectId: string; source: ProjectSource }>({
    name: "project.retry",
    label: "Retry",
    errors: "inline",
  });
  const discard = useCommand<{ projectId: string }>({
    name: "project.discard",
    label: "Remove",
    onDone: () => router.push("/projects"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void retry.run({ projectId, source: sourceOf(source.type, { url, branch, path }) });
  };
  const mayRetry = project.access === "write" || project.access === "admin";
  if (!mayRetry) return null;
  const rest = restOf(retry.error, ["source.url", "source.branch", "source.path"]);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Try again</CardTitle>
      </CardHeader>
      <CardBody>
        <form onSubmit={submit} noValidate className="grid gap-4">
          {source.type === "git" && (
            <div className="grid grid-cols-[minmax(0,1fr)_160px] gap-4 max-md:grid-cols-1">
              <Field label="Git URL" error={faultOf(retry.error, "source.url")}>
                <Input
                  value={url}
                  onChange={(event) => setUrl(event.target.value)}
                  className="font-mono text-xs"
                  spellCheck={false}
                />
              </Field>
              <Field label="Branch" note="optional" error={faultOf(retry.error, "source.branch")}>
                <Input
                  value={branch}
                  onChange={(event) => setBranch(event.target.value)}
                  className="font-mono text-xs"
                  spellCheck={false}
                />
              </Field>
            </div>
          )}
          {source.type === "folder" && (
            <Field label="Folder on the server's machine" error={faultOf(retry.error, "source.path")}>
              <Input
                value={path}
                onChange={(event) => setPath(event.target.value)}
                className="font-mono text-xs"
                spellCheck={false}
              />
            </Field>
          )}
          {rest && (
            <p role="alert" className="text-failure text-xs">
              {rest}
            </p>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" variant="primary" isBusy={retry.isPending}>
              <RotateCw />
              Retry
            </Button>
            {project.access === "admin" && (
              <Button isBusy={discard.isPending} onClick={() => void discard.run({ projectId })}>
                <Trash2 />
                Remove the project
              </Button>
            )}
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

function sourceOf(
  type: string,
  { url, branch, path }: { url: string; branch: string; path: string },
): ProjectSource {
  if (type === "folder") return { type: "folder", path };
  if (type === "git") return { type: "git", url, ...(branch.trim() === "" ? {} : { branch }) };
  return { type: "empty" };
}
