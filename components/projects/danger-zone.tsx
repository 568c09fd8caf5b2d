"use client";

import { Trash2 } from "lucide-react";
import { ActionRow } from "#components/projects/action-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** The way out. What would go with the project is listed by the dialog that asks for consent. */
export function DangerZone({ project }: { project: ProjectView }) {
  const remove = useCommand<{ projectId: string }>({ name: "project.delete", label: "Delete the project" });
  return (
    <Card aria-labelledby="danger-zone">
      <CardHeader>
        <CardTitle id="danger-zone">Danger zone</CardTitle>
      </CardHeader>
      <ActionRow
        title="Delete the project"
        level="HIGH"
        text="Goes with its board and its workspace after a cooldown. Unpushed work is listed first."
      >
        <Button
          disabled={project.access !== "admin"}
          isBusy={remove.isPending}
          onClick={() => void remove.run({ projectId: project.id })}
        >
          <Trash2 />
          Delete…
        </Button>
      </ActionRow>
    </Card>
  );
}
