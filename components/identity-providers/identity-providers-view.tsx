"use client";

import { useQuery } from "@tanstack/react-query";
import { LogIn, Plus } from "lucide-react";
import { useState } from "react";
import { ProviderCard } from "#components/identity-providers/provider-card.tsx";
import { ProviderDialog } from "#components/identity-providers/provider-dialog.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { identityProviderQueries } from "#lib/modules/identity-providers/queries.ts";
import type { IdentityProviderView } from "#lib/modules/identity-providers/schema.ts";

const description =
  "Where people sign in, beside passkeys and the links that the server's console prints. Those always work.";

/** Where people may sign in: which providers there are, who may come in by each, and one more. */
export function IdentityProvidersView({ isAdmin }: { isAdmin: boolean }) {
  if (isAdmin) return <Providers />;
  return (
    <PageBody>
      <PageHeader title="Sign-in" description={description} />
      <Card className="max-w-2xl">
        <EmptyView icon={LogIn} title="Sign-in is up to the administrators">
          Your own accounts are on your account page.
        </EmptyView>
      </Card>
    </PageBody>
  );
}

function Providers() {
  const providers = useQuery(identityProviderQueries.list());
  const [dialog, setDialog] = useState<{ provider: IdentityProviderView | null } | null>(null);
  const page = providers.data;
  const rows = page?.items ?? [];
  const add = (
    <Button variant="primary" onClick={() => setDialog({ provider: null })}>
      <Plus />
      Add a provider
    </Button>
  );
  return (
    <PageBody>
      <PageHeader
        title="Sign-in"
        description={description}
        actions={rows.length > 0 && add}
        className="max-w-3xl"
      />
      <div className="grid max-w-3xl gap-3">
        {providers.isPending && (
          <Card>
            <LoadingRows label="The providers are loading" rows={2} rowClassName="h-16" />
          </Card>
        )}
        {providers.isError && rows.length === 0 && (
          <ErrorView
            title="The providers could not be loaded"
            error={providers.error}
            onRetry={providers.refetch}
          />
        )}
        {providers.isSuccess && rows.length === 0 && (
          <Card>
            <EmptyView icon={LogIn} title="No providers yet" actions={add}>
              Let people sign in with GitHub, or with any provider of OpenID Connect such as Keycloak,
              Authentik or Entra.
            </EmptyView>
          </Card>
        )}
        {rows.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} onEdit={() => setDialog({ provider })} />
        ))}
      </div>
      {dialog && page && (
        <ProviderDialog provider={dialog.provider} page={page} onClose={() => setDialog(null)} />
      )}
    </PageBody>
  );
}
