"use client";

import { useRouter } from "next/navigation";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { MemberView } from "#lib/modules/members/schema.ts";

interface LeaveDialogProps {
  project: { id: string; name: string };
  /** Oneself. */
  member: MemberView;
  onClose: () => void;
}

/** Says what leaving a project does, and what may bring somebody back, before it is done. */
export function LeaveDialog({ project, member: { person, givenBy }, onClose }: LeaveDialogProps) {
  const router = useRouter();
  const remains = person.role !== "member";
  const leave = useCommand<{ projectId: string; personId: string }>({
    name: "member.remove",
    label: "Leave",
    errors: "inline",
    onDone: () => {
      onClose();
      if (!remains) router.push("/projects");
    },
  });
  return (
    <FormDialog
      title={`Leave ${project.name}?`}
      description={
        remains
          ? `You are no member any more. As an ${person.role} of the installation you still reach the project.`
          : "You do not see the project any more, and what you have open of it closes. What you did stays. To come back, somebody who administers it has to add you."
      }
      button="Leave"
      isBusy={leave.isPending}
      rest={leave.error?.message}
      onSubmit={() => void leave.run({ projectId: project.id, personId: person.id })}
      onClose={onClose}
    >
      {givenBy && (
        <p className="text-muted-foreground">
          Groups of {givenBy.name} made you a member: while you are in them, signing in by {givenBy.name}{" "}
          makes you one again.
        </p>
      )}
    </FormDialog>
  );
}
