"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ProviderForm } from "#components/providers-llm/provider-form.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { providerQueries } from "#lib/modules/providers-llm/queries.ts";
import type { ProviderView } from "#lib/modules/providers-llm/schema.ts";

/** The model providers of the installation: which there are, which new runs use, and a form for one more. */
export function ProvidersView() {
  const providers = useQuery(providerQueries.list());
  const [isAdding, setIsAdding] = useState(false);
  const configured = providers.data?.filter((provider) => provider.isConfigured) ?? [];
  const isFormOpen = isAdding || (providers.isSuccess && configured.length === 0);
  return (
    <PageBody>
      <PageHeader
        title="Settings"
        description="Agents reach their models through this server. Keys are encrypted here and never enter a workspace."
      />
      <section aria-labelledby="providers" className="grid max-w-2xl gap-3">
        <div className="flex items-center gap-2">
          <h2 id="providers" className="font-medium text-base">
            Model providers
          </h2>
          {!isFormOpen && providers.isSuccess && (
            <Button size="sm" className="ml-auto" onClick={() => setIsAdding(true)}>
              <Plus />
              Add or change one
            </Button>
          )}
        </div>
        {providers.isPending && <LoadingRows label="The providers are loading" rows={2} />}
        {providers.isError && (
          <ErrorView
            title="The providers could not be loaded"
            error={providers.error}
            onRetry={providers.refetch}
          />
        )}
        {configured.map((provider) => (
          <ProviderRow key={provider.id} provider={provider} />
        ))}
        {isFormOpen && (
          <Card className="p-4">
            <ProviderForm
              onDone={() => setIsAdding(false)}
              aside={
                configured.length > 0 && (
                  <Button variant="ghost" onClick={() => setIsAdding(false)}>
                    Cancel
                  </Button>
                )
              }
            />
          </Card>
        )}
      </section>
    </PageBody>
  );
}

function ProviderRow({ provider }: { provider: ProviderView }) {
  const setDefault = useCommand({ name: "provider.set-default", label: "Use for new runs" });
  const remove = useCommand({ name: "provider.delete", label: "Remove the provider" });
  const { check } = provider;
  return (
    <Card className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {provider.label}
          {provider.isDefault && <Badge variant="good">Default</Badge>}
        </p>
        <p className="truncate text-muted-foreground text-xs">
          {provider.models[0] ?? "No model chosen"}
          {provider.keyHint && ` · key ends in ${provider.keyHint}`}
        </p>
        {check && (
          <StatusDot status={check.error ? "failed" : "healthy"} className="mt-1 text-xs">
            {check.error ?? "Answered when it was last asked"}
          </StatusDot>
        )}
      </div>
      {!provider.isDefault && (
        <Button size="sm" isBusy={setDefault.isPending} onClick={() => setDefault.run({ id: provider.id })}>
          Make default
        </Button>
      )}
      <Button size="sm" isBusy={remove.isPending} onClick={() => remove.run({ id: provider.id })}>
        Remove…
      </Button>
    </Card>
  );
}
