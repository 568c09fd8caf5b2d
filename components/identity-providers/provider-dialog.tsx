"use client";

import { useState } from "react";
import { EntranceFields } from "#components/identity-providers/entrance-fields.tsx";
import { GroupRoleFields } from "#components/identity-providers/group-role-fields.tsx";
import { idOf, kindWords, wordsIn } from "#components/identity-providers/provider-words.ts";
import { WhoFields } from "#components/identity-providers/who-fields.tsx";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type {
  ConfigureIdentityProviderInput,
  GroupRole,
  IdentityKind,
  IdentityProviderPage,
  IdentityProviderView,
} from "#lib/modules/identity-providers/schema.ts";

interface ProviderDialogProps {
  /** Null to add one. */
  provider: IdentityProviderView | null;
  page: IdentityProviderPage;
  onClose: () => void;
}

const lists = ["users", "organisations", "emailDomains", "groups"].map((list) => `allowed.${list}`);
const fields = ["name", "issuer", "clientId", "clientSecret", "allowed", ...lists, "groupClaim"];

/** Adds a provider or changes one. The secret is typed and never shown again. */
export function ProviderDialog({ provider, page, onClose }: ProviderDialogProps) {
  const [kind, setKind] = useState<IdentityKind>(provider?.kind ?? "github");
  const [name, setName] = useState(provider?.name ?? "");
  const [bringsPeople, setBringsPeople] = useState(provider?.newPeople === "member");
  const [groupRoles, setGroupRoles] = useState<readonly GroupRole[]>(provider?.groupRoles ?? []);
  const save = useCommand<ConfigureIdentityProviderInput>({
    name: "identity-provider.configure",
    label: "Save the provider",
    errors: "inline",
    onDone: onClose,
  });
  const faults = (field: string) => faultOf(save.error, field, (index) => `Entry ${index + 1}`);
  const rest = restOf(save.error, fields);
  const providerId = provider?.id ?? freeId(kind === "github" ? "github" : idOf(name || "oidc"), page);

  const submit = (sent: HTMLFormElement) => {
    const form = new FormData(sent);
    const text = (field: string) => String(form.get(field) ?? "").trim();
    void save.run({
      providerId,
      ...(provider ? {} : { kind }),
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(text("issuer") ? { issuer: text("issuer") } : {}),
      clientId: text("clientId"),
      ...(text("clientSecret") ? { clientSecret: text("clientSecret") } : {}),
      allowed: {
        users: wordsIn(text("users")),
        organisations: wordsIn(text("organisations")),
        emailDomains: wordsIn(text("emailDomains")),
        groups: wordsIn(text("groups")),
      },
      ...(kind === "oidc" ? { groupClaim: text("groupClaim") || null } : {}),
      groupRoles: groupRoles.filter(({ group }) => group.trim() !== ""),
      newPeople: bringsPeople ? "member" : null,
    });
  };
  return (
    <FormDialog
      className="max-w-xl"
      title={provider ? `Edit ${provider.name}` : "Add a provider"}
      description="Make a client at the provider with the callback address below, and bring its id and secret here."
      button={provider ? "Save" : "Add provider"}
      isBusy={save.isPending}
      rest={rest}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      {!provider && (
        <RadioCards
          aria-label="Kind of provider"
          value={kind}
          onValueChange={(value) => setKind(value === "oidc" ? "oidc" : "github")}
        >
          <RadioCard value="github" title={kindWords.github} hint="An OAuth app of GitHub, or of your own" />
          <RadioCard value="oidc" title={kindWords.oidc} hint="Keycloak, Authentik, Entra and others" />
        </RadioCards>
      )}
      <EntranceFields
        key={kind}
        {...{ kind, provider, name }}
        onName={setName}
        githubUrl={page.githubUrl}
        callbackUrl={page.callbackUrl.replace("{id}", providerId)}
        faultOf={faults}
      />
      <WhoFields {...{ kind, provider, bringsPeople }} onBringsPeople={setBringsPeople} faultOf={faults} />
      <GroupRoleFields kind={kind} value={groupRoles} onChange={setGroupRoles} />
    </FormDialog>
  );
}

/** The id, or the next one that nobody has. */
function freeId(wanted: string, { items }: IdentityProviderPage): string {
  const isTaken = (id: string) => items.some((one) => one.id === id);
  if (!isTaken(wanted)) return wanted;
  let number = 2;
  while (isTaken(`${wanted.slice(0, 36)}-${number}`)) number += 1;
  return `${wanted.slice(0, 36)}-${number}`;
}
