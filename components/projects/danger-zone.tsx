"use client";

import { CirclePause, Play, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { DangerLevel } from "#lib/kernel/danger.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Stop and delete. What they would interrupt or take is listed by the dialog that asks for consent. */
export function DangerZone({ project }: { project: ProjectView }) {
  const input = { projectId: project.id };
  const start = useCommand<typeof input>({ name: "project.start", label: "Start" });
  const stop = useCommand<typeof input>({ name: "project.stop", label: "Stop the workspace" });
  const remove = useCommand<typeof input>({ name: "project.delete", label: "Delete the project" });
  const state = project.workspace?.state;
  const isUp = state === "running" || state === "stopping";
  const mayWrite = project.access === "write" || project.access === "admin";
  return (
    <Card>
      <CardHeader>
        <CardTitle>Danger zone</CardTitle>
      </CardHeader>
      <div className="divide-y">
        {isUp ? (
          <Row
            title="Stop the workspace"
            level="MEDIUM"
            text="Ends its terminals and agents. Its files stay."
          >
            <Button
              disabled={!mayWrite || state === "stopping"}
              isBusy={stop.isPending}
              onClick={() => void stop.run(input)}
            >
              <CirclePause />
              Stop…
            </Button>
          </Row>
        ) : (
          <Row title="Start the workspace" level="LOW" text="Its files are as they were left.">
            <Button
              disabled={!mayWrite || state === "starting"}
              isBusy={start.isPending}
              onClick={() => void start.run(input)}
            >
              <Play />
              Start
            </Button>
          </Row>
        )}
        <Row
          title="Delete the project"
          level="HIGH"
          text="Goes with its workspace after a cooldown. Unpushed work is listed first."
        >
          <Button
            disabled={project.access !== "admin"}
            isBusy={remove.isPending}
            onClick={() => void remove.run(input)}
          >
            <Trash2 />
            Delete…
          </Button>
        </Row>
      </div>
    </Card>
  );
}

interface RowProps {
  title: string;
  level: DangerLevel;
  text: string;
  children: ReactNode;
}

function Row({ title, level, text, children }: RowProps) {
  return (
    <div className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {title}
          <LevelBadge level={level} />
        </p>
        <p className="mt-0.5 text-muted-foreground text-xs">{text}</p>
      </div>
      {children}
    </div>
  );
}
