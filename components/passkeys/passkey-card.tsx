"use client";

import { useQuery } from "@tanstack/react-query";
import { Fingerprint, Plus } from "lucide-react";
import { useState } from "react";
import { RemovePasskeyDialog, RenamePasskeyDialog } from "#components/passkeys/change-passkey-dialogs.tsx";
import { NewPasskeyDialog } from "#components/passkeys/new-passkey-dialog.tsx";
import { usePasskeyFault } from "#components/passkeys/use-passkey-fault.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { passkeyQueries } from "#lib/modules/passkeys/queries.ts";
import type { PasskeyView } from "#lib/modules/passkeys/schema.ts";

type Asked =
  | { what: "new" }
  | { what: "rename"; passkey: PasskeyView }
  | { what: "remove"; passkey: PasskeyView };

/** A person's passkeys: which there are, a new one, another name, and the end of one. */
export function PasskeyCard({ email }: { email: string }) {
  const list = useQuery(passkeyQueries.list());
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  if (list.isError && !list.data)
    return <ErrorView title="Your passkeys could not be loaded" error={list.error} onRetry={list.refetch} />;
  const rows = list.data?.items ?? [];
  return (
    <Card aria-label="Passkeys">
      <CardHeader>
        <CardTitle>Passkeys</CardTitle>
        {list.data && <AddButton address={list.data.address} onAdd={() => setAsked({ what: "new" })} />}
      </CardHeader>
      {list.isPending && <LoadingRows label="Your passkeys are loading" rows={1} rowClassName="h-14" />}
      {list.data && rows.length === 0 && (
        <p className="p-4 text-muted-foreground">
          None yet. A passkey signs you in with a fingerprint, a face or a PIN: there is nothing to type and
          nothing to give away. Add two, so that losing a device locks nobody out.
        </p>
      )}
      <ul>
        {rows.map((passkey) => (
          <li
            key={passkey.id}
            className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-t px-4 py-2 first:border-t-0"
          >
            <Fingerprint aria-hidden="true" className="flex-none text-muted-foreground" />
            <span className="grid min-w-0 flex-1 basis-40">
              <span className="truncate font-medium">{passkey.name}</span>
              <span className="text-muted-foreground text-xs">
                {passkey.isBackedUp ? "Kept by your password manager" : "Kept on one device"} ·{" "}
                {passkey.lastUsedAt ? (
                  <>
                    used <RelativeTime at={passkey.lastUsedAt} />
                  </>
                ) : (
                  "never used"
                )}
              </span>
            </span>
            <span className="flex gap-2 max-sm:pl-7">
              <Button
                size="sm"
                aria-label={`Rename ${passkey.name}…`}
                onClick={() => setAsked({ what: "rename", passkey })}
              >
                Rename…
              </Button>
              <Button
                size="sm"
                aria-label={`Remove ${passkey.name}…`}
                onClick={() => setAsked({ what: "remove", passkey })}
              >
                Remove…
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {list.data && <Fault address={list.data.address} />}
      {asked?.what === "new" && <NewPasskeyDialog email={email} onClose={close} />}
      {asked?.what === "rename" && <RenamePasskeyDialog passkey={asked.passkey} onClose={close} />}
      {asked?.what === "remove" && (
        <RemovePasskeyDialog passkey={asked.passkey} email={email} onClose={close} />
      )}
    </Card>
  );
}

const AddButton = ({ address, onAdd }: { address: string | null; onAdd: () => void }) => (
  <Button size="sm" className="ml-auto" disabled={usePasskeyFault(address) !== null} onClick={onAdd}>
    <Plus />
    Add a passkey…
  </Button>
);

function Fault({ address }: { address: string | null }) {
  const fault = usePasskeyFault(address);
  if (!fault) return null;
  return (
    <p
      role="note"
      className="border-t bg-muted px-4 py-2.5 text-muted-foreground text-xs [overflow-wrap:anywhere]"
    >
      {fault}
    </p>
  );
}
