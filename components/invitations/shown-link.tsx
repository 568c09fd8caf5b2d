"use client";

import { useId } from "react";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { isOfThisMachine, linkFor } from "#lib/modules/invitations/rules.ts";
import type { ShownInvitation } from "#lib/modules/invitations/schema.ts";

/** A link that nobody can show again. */
export function ShownLink({ shown }: { shown: ShownInvitation }) {
  const noteId = useId();
  const link = linkFor(shown.link, window.location.origin);
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center gap-2 rounded-md border bg-muted py-1 pr-1 pl-2.5">
        <code
          data-slot="invitation-link"
          aria-describedby={noteId}
          className="min-w-0 flex-1 break-all text-xs"
        >
          {link}
        </code>
        <CopyButton text={link} label="Copy the link" />
      </div>
      <p id={noteId} className="text-muted-foreground text-xs">
        Copy it now: it is shown this once. It lets one person in, until <RelativeTime at={shown.expiresAt} />
        .
      </p>
      {isOfThisMachine(link) && (
        <p role="alert" className="text-failure text-xs">
          This link opens on this machine only. Set <code>LOCKKEEPER_URL</code> to the address that others
          use.
        </p>
      )}
    </div>
  );
}
