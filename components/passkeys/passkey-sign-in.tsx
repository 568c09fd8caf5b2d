"use client";

import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { usePasskeyFault } from "#components/passkeys/use-passkey-fault.ts";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { passkeyErrorWords, signInWithPasskey } from "#lib/client/passkeys.ts";

interface PasskeySignInProps {
  /** LOCKKEEPER_URL; null where it is not set. */
  address: string | null;
  /** Where to go afterwards, checked. */
  next: string;
}

/** The way in for who has a passkey: nothing to type, the browser shows which there are. */
export function PasskeySignIn({ address, next }: PasskeySignInProps) {
  const fault = usePasskeyFault(address);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const signIn = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await signInWithPasskey();
      // A full load: nothing that was rendered for a stranger stays.
      window.location.assign(next);
    } catch (error) {
      setFailure(passkeyErrorWords(error));
      setBusy(false);
    }
  };
  return (
    <div className="grid gap-2">
      {failure && (
        <EntryNotice kind="failed" title="You are not signed in">
          {failure}
        </EntryNotice>
      )}
      <Button className="h-10 w-full" isBusy={isBusy} disabled={fault !== null} onClick={signIn}>
        {!isBusy && <Fingerprint />}
        Sign in with a passkey
      </Button>
      {fault && <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{fault}</p>}
    </div>
  );
}
