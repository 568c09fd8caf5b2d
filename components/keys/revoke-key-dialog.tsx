"use client";

import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { KeyView, RevokedKey } from "#lib/modules/keys/schema.ts";

interface RevokeKeyDialogProps {
  apiKey: KeyView;
  onClose: () => void;
}

/** A key cannot be given back, so it is asked once more. */
export function RevokeKeyDialog({ apiKey, onClose }: RevokeKeyDialogProps) {
  const revoke = useCommand<{ keyId: string }, RevokedKey>({
    name: "key.revoke",
    label: "Revoke the key",
    onDone: onClose,
  });
  const { name, keysMadeWithIt } = apiKey;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle className="[overflow-wrap:anywhere]">Revoke {name}?</DialogTitle>
          <DialogDescription>
            It stops working at once and for good. Event streams and terminals that it holds open close. What
            it has started runs on.
          </DialogDescription>
        </DialogHeader>
        {keysMadeWithIt > 0 && (
          <p className="px-5 pt-3 font-medium">
            {countOf(keysMadeWithIt, "key that was", "keys that were")} made with it{" "}
            {keysMadeWithIt === 1 ? "is" : "are"} revoked too.
          </p>
        )}
        <DialogFooter className="mt-5">
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="primary"
            isBusy={revoke.isPending}
            onClick={() => void revoke.run({ keyId: apiKey.id })}
          >
            Revoke key
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
