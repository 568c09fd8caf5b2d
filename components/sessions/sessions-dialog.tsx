"use client";

import { SessionCard } from "#components/sessions/session-card.tsx";
import { ShownDialog } from "#components/shared/form-dialog.tsx";

interface SessionsDialogProps {
  person: { id: string; name: string };
  onClose: () => void;
}

/** For an admin: where somebody else is signed in, and the end of it there. */
export function SessionsDialog({ person, onClose }: SessionsDialogProps) {
  return (
    <ShownDialog
      className="max-w-xl"
      title={`Where ${person.name} is signed in`}
      description="A browser that is signed out closes what it has open, and its person reads that an admin did it. They may sign in again: to keep somebody out, disable them."
      onClose={onClose}
    >
      <SessionCard userId={person.id} />
    </ShownDialog>
  );
}
