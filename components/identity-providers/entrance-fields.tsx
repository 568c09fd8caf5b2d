import { CopyButton } from "#components/shared/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { IdentityKind, IdentityProviderView } from "#lib/modules/identity-providers/schema.ts";

interface EntranceFieldsProps {
  kind: IdentityKind;
  provider: IdentityProviderView | null;
  name: string;
  onName: (name: string) => void;
  /** Taken where no address is given. */
  githubUrl: string;
  callbackUrl: string;
  faultOf: (field: string) => string | null;
}

/** Where the provider is, and what it knows this installation by. */
export function EntranceFields({ kind, provider, name, onName, ...props }: EntranceFieldsProps) {
  const { githubUrl, callbackUrl, faultOf } = props;
  const isOidc = kind === "oidc";
  return (
    <>
      <div className="grid gap-4 md:grid-cols-2 md:gap-3">
        <Field label="Name" hint="Stands on its button" error={faultOf("name")}>
          <Input
            value={name}
            onChange={(event) => onName(event.target.value)}
            maxLength={60}
            autoComplete="off"
            placeholder={isOidc ? "Keycloak" : "GitHub"}
          />
        </Field>
        <Field
          label={isOidc ? "Issuer" : "Address"}
          note={isOidc ? undefined : "optional"}
          hint={isOidc ? "What stands before /.well-known" : "Of a GitHub of your own"}
          error={faultOf("issuer")}
        >
          <Input
            name="issuer"
            defaultValue={provider?.issuer}
            placeholder={isOidc ? "https://id.example.org/realms/acme" : githubUrl}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field label="Client id" error={faultOf("clientId")}>
          <Input
            name="clientId"
            defaultValue={provider?.clientId}
            autoComplete="off"
            spellCheck={false}
            maxLength={300}
          />
        </Field>
        <Field
          label="Client secret"
          note={isOidc ? "if it has one" : undefined}
          hint={
            provider?.isSecretSet
              ? "One is stored; leave it empty to keep it"
              : "Encrypted, and never shown again"
          }
          error={faultOf("clientSecret")}
        >
          <Input name="clientSecret" type="password" autoComplete="off" maxLength={1000} />
        </Field>
      </div>
      <div className="grid gap-1.5">
        <p className="font-medium">Callback address</p>
        <div className="flex items-center gap-2 rounded-md border bg-muted py-1 pr-1 pl-2.5">
          <code className="min-w-0 flex-1 break-all text-xs">{callbackUrl}</code>
          <CopyButton text={callbackUrl} label="Copy the callback address" />
        </div>
      </div>
    </>
  );
}
