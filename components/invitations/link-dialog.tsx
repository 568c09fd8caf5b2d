"use client";

import { ShownLink } from "#components/invitations/shown-link.tsx";
import { ShownDialog } from "#components/shared/form-dialog.tsx";
import type { ShownInvitation } from "#lib/modules/invitations/schema.ts";

/** A link that was made just now, the one time that it is shown. */
export function LinkDialog({ shown, onClose }: { shown: ShownInvitation; onClose: () => void }) {
  return (
    <ShownDialog
      isOnce
      title="A new link"
      description="The one before opens nothing any more."
      onClose={onClose}
    >
      <ShownLink shown={shown} />
    </ShownDialog>
  );
}
