import { CheckCard } from "#components/ui/check-card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { IdentityKind, IdentityProviderView } from "#lib/modules/identity-providers/schema.ts";

interface WhoFieldsProps {
  kind: IdentityKind;
  provider: IdentityProviderView | null;
  bringsPeople: boolean;
  onBringsPeople: (bringsPeople: boolean) => void;
  faultOf: (field: string) => string | null;
}

/** Who may come in by a provider. */
export function WhoFields({ kind, provider, bringsPeople, onBringsPeople, faultOf }: WhoFieldsProps) {
  const allowed = provider?.allowed;
  const listOf = (words: readonly string[] | undefined) => words?.join(", ");
  const fault = faultOf("allowed");
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium">Who may come in</legend>
      {kind === "github" ? (
        <div className="grid gap-4 md:grid-cols-2 md:gap-3">
          <Field label="Users" hint="Names at GitHub, between commas" error={faultOf("allowed.users")}>
            <Input
              name="users"
              defaultValue={listOf(allowed?.users)}
              placeholder="octocat"
              spellCheck={false}
            />
          </Field>
          <Field
            label="Organisations"
            hint="Their members; a team is acme/operators"
            error={faultOf("allowed.organisations")}
          >
            <Input
              name="organisations"
              defaultValue={listOf(allowed?.organisations)}
              placeholder="acme, acme/operators"
              spellCheck={false}
            />
          </Field>
        </div>
      ) : (
        <div className="grid gap-4 md:grid-cols-3 md:gap-3">
          <Field label="E-mail domains" hint="Of verified addresses" error={faultOf("allowed.emailDomains")}>
            <Input
              name="emailDomains"
              defaultValue={listOf(allowed?.emailDomains)}
              placeholder="example.org"
              spellCheck={false}
            />
          </Field>
          <Field label="Groups" hint="One of them is enough" error={faultOf("allowed.groups")}>
            <Input
              name="groups"
              defaultValue={listOf(allowed?.groups)}
              placeholder="staff"
              spellCheck={false}
            />
          </Field>
          <Field label="Claim of groups" hint="A path may have dots" error={faultOf("groupClaim")}>
            <Input
              name="groupClaim"
              defaultValue={provider ? (provider.groupClaim ?? "") : "groups"}
              placeholder="realm_access.roles"
              spellCheck={false}
            />
          </Field>
        </div>
      )}
      {fault && (
        <p role="alert" className="text-failure text-xs">
          {fault}
        </p>
      )}
      <CheckCard
        title="New people become members"
        hint={
          kind === "github"
            ? "Whoever is on a list comes in without an invitation."
            : "Whoever fits all lists comes in without an invitation."
        }
        checked={bringsPeople}
        onCheckedChange={(isChecked) => onBringsPeople(isChecked === true)}
      />
    </fieldset>
  );
}
