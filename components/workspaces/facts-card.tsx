import { GitBranch } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { runtimeWords, sourceWords } from "#components/projects/project-words.ts";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { projectHref } from "#components/shell/navigation.ts";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { countOf, formatBytes } from "#lib/client/format.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

interface FactsCardProps {
  project: ProjectView;
  workspace: WorkspaceDetail;
}

/** What the workspace is made of, what runs in it, and what would go with it. */
export function FactsCard({ project, workspace }: FactsCardProps) {
  const { runtime, settings, capabilities, activity, losses, createdAt, state } = workspace;
  const terminals = activity?.terminals ?? [];
  const agents = activity?.agents ?? [];
  return (
    <Card aria-labelledby="facts">
      <CardHeader>
        <CardTitle id="facts">Facts</CardTitle>
      </CardHeader>
      <CardBody>
        <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-y-2 [overflow-wrap:anywhere]">
          <Fact name="Source">
            {project.source.type === "empty" ? "An empty repository" : sourceWords(project.source)}
          </Fact>
          <Fact name="Runtime">
            {runtimeWords[runtime]}
            <span className="block text-muted-foreground text-xs">
              {capabilities.isIsolated
                ? "Walled off from the server and from other projects"
                : "No wall: what runs here runs as a user of the server's machine"}
            </span>
          </Fact>
          {capabilities.images && (
            <Fact name="Image">
              {settings.image ? <code>{settings.image}</code> : "The usual one"}
              {workspace.needsRebuild && (
                <span className="block text-muted-foreground text-xs">from the next rebuild on</span>
              )}
            </Fact>
          )}
          <Fact name="Branch">
            {project.defaultBranch ? <code>{project.defaultBranch}</code> : "None yet"}
          </Fact>
          {state === "running" && (
            <Fact name="Runs now">
              {terminals.length + agents.length === 0
                ? "Nothing"
                : [
                    terminals.length > 0 && countOf(terminals.length, "terminal"),
                    agents.length > 0 && countOf(agents.length, "agent"),
                  ]
                    .filter((words) => words !== false)
                    .join(", ")}
            </Fact>
          )}
          {state !== "removed" && (
            <Fact name="Made">
              <RelativeTime at={createdAt} />
            </Fact>
          )}
        </dl>
      </CardBody>
      {losses && state !== "removed" && <Losses project={project} losses={losses} />}
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

interface LossesProps {
  project: ProjectView;
  losses: NonNullable<WorkspaceDetail["losses"]>;
}

function Losses({ project, losses: { unpushedCommits, uncommitted, stashes, sizeBytes } }: LossesProps) {
  const words = [
    unpushedCommits > 0 && `${countOf(unpushedCommits, "commit")} not pushed`,
    uncommitted > 0 && `${countOf(uncommitted, "file")} not committed`,
    stashes > 0 && countOf(stashes, "stash", "stashes"),
  ].filter((word) => word !== false);
  return (
    <div className="flex items-start gap-2.5 border-t px-4 py-3 text-xs">
      <GitBranch className="mt-0.5 size-3.5 flex-none text-muted-foreground" />
      <p className="min-w-0 flex-1">
        {words.length === 0 ? "Everything was committed and pushed" : words.join(", ")}
        <span className="block text-muted-foreground">
          as it was last looked at{sizeBytes !== null && `; ${formatBytes(sizeBytes)} together`}
        </span>
      </p>
      <Link
        href={projectHref(project.id, "git")}
        className="text-primary-text underline-offset-3 hover:underline"
      >
        Git
      </Link>
    </div>
  );
}
