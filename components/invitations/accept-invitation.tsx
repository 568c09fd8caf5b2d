"use client";

import { type FormEvent, useEffect, useState } from "react";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { postJson } from "#lib/client/fetcher.ts";
import { fieldErrorOf } from "#lib/client/request-error.ts";
import { AcceptedInvitation, OfferedInvitation } from "#lib/modules/invitations/schema.ts";

interface AcceptInvitationProps {
  token: string;
  signedInAs: { name: string; email: string } | null;
}

/** What the invitation offers, read once the page is open: a program that only looks at links uses nothing up. */
export function AcceptInvitation({ token, signedInAs }: AcceptInvitationProps) {
  const [offer, setOffer] = useState<OfferedInvitation | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(() => {
    postJson("/api/invitation/look", { token }, OfferedInvitation).then(setOffer, setFailure);
  }, [token]);

  if (failure !== null) {
    return (
      <EntryNotice kind="failed" title="This invitation does not open">
        {failure instanceof Error ? failure.message : "Something unexpected happened in this page."}
      </EntryNotice>
    );
  }
  if (!offer) return <LoadingText label="Reading the invitation" />;
  return (
    <Card className="grid gap-4 p-5 shadow-sm">
      <p className="[overflow-wrap:anywhere]">
        <strong className="font-medium">{offer.invitedBy}</strong> invites you {offerWords(offer)}.
      </p>
      {signedInAs ? <Join {...{ token, offer, signedInAs }} /> : <Enter token={token} offer={offer} />}
    </Card>
  );
}

function offerWords({ role, project }: OfferedInvitation): string {
  const into = project ? ` to the project ${project.name}, with ${project.access} access` : "";
  return role === "admin"
    ? `to be an admin of this installation${into && `, and${into}`}`
    : into.trim() || "to come in";
}

/** A full load: nothing that was rendered for a stranger stays, and the token leaves the address. */
const go = ({ projectId }: AcceptedInvitation) =>
  window.location.replace(projectId ? `/projects/${projectId}` : "/projects");

function Enter({ token, offer }: { token: string; offer: OfferedInvitation }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = offer.email ? {} : { email: form.get("email") };
    setBusy(true);
    setFailure(null);
    try {
      go(
        await postJson(
          "/api/invitation/accept",
          { as: "newcomer", token, name: form.get("name"), ...email },
          AcceptedInvitation,
        ),
      );
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const isOfAField = fieldErrorOf(failure, "name") !== null || fieldErrorOf(failure, "email") !== null;
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field label="Name" error={fieldErrorOf(failure, "name")}>
        <Input name="name" autoComplete="name" autoFocus maxLength={200} />
      </Field>
      <Field
        label="E-mail"
        hint={offer.email ? "The invitation is for this address." : undefined}
        error={fieldErrorOf(failure, "email")}
      >
        <Input
          name="email"
          type="email"
          autoComplete="email"
          spellCheck={false}
          maxLength={300}
          defaultValue={offer.email ?? ""}
          readOnly={offer.email !== null}
        />
      </Field>
      {failure instanceof Error && !isOfAField && (
        <EntryNotice kind="failed" title="You did not come in">
          {failure.message}
        </EntryNotice>
      )}
      <Button type="submit" variant="primary" className="h-10 w-full" isBusy={isBusy}>
        Come in
      </Button>
    </form>
  );
}

interface JoinProps {
  token: string;
  offer: OfferedInvitation;
  signedInAs: { name: string; email: string };
}

function Join({ token, offer, signedInAs }: JoinProps) {
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  if (!offer.project) {
    return (
      <EntryNotice kind="plain" title={`You are signed in as ${signedInAs.name}`}>
        This invitation is for somebody new. Pass the link on, or sign out to use it yourself.
      </EntryNotice>
    );
  }
  const submit = async () => {
    setBusy(true);
    setFailure(null);
    try {
      go(await postJson("/api/invitation/accept", { as: "myself", token }, AcceptedInvitation));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <>
      <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
        You are signed in as {signedInAs.name} ({signedInAs.email}), who gets the access. To come in as
        somebody else, sign out first.
      </p>
      {failure instanceof Error && (
        <EntryNotice kind="failed" title="The project was not joined">
          {failure.message}
        </EntryNotice>
      )}
      <Button variant="primary" className="h-10 w-full" isBusy={isBusy} onClick={() => void submit()}>
        Join the project
      </Button>
    </>
  );
}
