"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Button } from "#components/ui/button.tsx";
import type { RuleView } from "#lib/client/rule-queries.ts";
import { useCommand } from "#lib/client/run-command.ts";

interface RestoreButtonProps {
  rule: RuleView;
  role: string;
}

/** Takes a change back: where that makes it stricter at once, where it makes it weaker through the queue. */
export function RestoreButton({ rule, role }: RestoreButtonProps) {
  const client = useQueryClient();
  const onDone = () => void client.invalidateQueries({ queryKey: ["rules"] });
  const command = useCommand({
    name: rule.isRelaxed ? "rule.raise" : "rule.relax",
    label: "Restore the rule",
    onDone,
  });
  if (role !== "owner" && !(rule.isRelaxed && role === "admin")) return null;
  const restore = () =>
    void command.run({
      command: rule.subject,
      ...(rule.project ? { projectId: rule.project.id } : {}),
      reset: true,
    });
  return (
    <Button
      variant="link"
      size="bare"
      className="text-foreground text-xs underline underline-offset-2"
      isBusy={command.isPending}
      onClick={restore}
    >
      {rule.isRelaxed ? "Restore" : "Restore…"}
    </Button>
  );
}
