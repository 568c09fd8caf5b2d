"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ModelsDialog } from "#components/providers-llm/models-dialog.tsx";
import { ProviderForm } from "#components/providers-llm/provider-form.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { countOf } from "#lib/client/format.ts";
import { useIsAdmin } from "#lib/client/person.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { providerQueries } from "#lib/modules/providers-llm/queries.ts";
import type { ProviderView } from "#lib/modules/providers-llm/schema.ts";

/** The model providers of the installation: which there are, which new runs use, and a form for one more. */
export function ProvidersView() {
  const providers = useQuery(providerQueries.list());
  const [isAdding, setIsAdding] = useState(false);
  const configured = providers.data?.filter((provider) => provider.isConfigured) ?? [];
  const isAdmin = useIsAdmin();
  const isFormOpen = isAdmin && (isAdding || (providers.isSuccess && configured.length === 0));
  return (
    <PageBody>
      <PageHeader
        title="Model providers"
        description="Agents reach their models through this server. Keys are encrypted here and never enter a workspace."
        className="max-w-2xl"
        actions={
          isAdmin &&
          !isFormOpen &&
          providers.isSuccess && (
            <Button size="sm" onClick={() => setIsAdding(true)}>
              <Plus />
              Add or change one
            </Button>
          )
        }
      />
      <div className="grid max-w-2xl gap-3">
        {providers.isPending && <LoadingRows label="The providers are loading" rows={2} />}
        {providers.isError && (
          <ErrorView
            title="The providers could not be loaded"
            error={providers.error}
            onRetry={providers.refetch}
          />
        )}
        {configured.map((provider) => (
          <ProviderRow key={provider.id} provider={provider} mayChange={isAdmin} />
        ))}
        {!isAdmin && providers.isSuccess && (
          <p className="text-muted-foreground text-xs">
            {configured.length === 0 && "None is connected yet. "}
            Model providers are up to the administrators.
          </p>
        )}
        {isFormOpen && (
          // What the provider answered is shown in the form, which would go with the first provider being listed.
          <Card className="p-4" onSubmit={() => setIsAdding(true)}>
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
      </div>
    </PageBody>
  );
}

function ProviderRow({ provider, mayChange }: { provider: ProviderView; mayChange: boolean }) {
  const setDefault = useCommand({ name: "provider.set-default", label: "Use for new runs" });
  const remove = useCommand({ name: "provider.delete", label: "Remove the provider" });
  const tested = useQuery({ ...providerQueries.models(provider.id), enabled: false });
  const [isChoosing, setIsChoosing] = useState(false);
  const { id, check, models, keyHint } = provider;
  return (
    <Card className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-48 flex-1">
        <p className="flex items-center gap-2 font-medium">
          {provider.label}
          {provider.isDefault && <Badge variant="good">Default</Badge>}
        </p>
        <p className="truncate text-muted-foreground text-xs">
          {models[0] ?? "No model chosen"}
          {models.length > 1 && ` and ${models.length - 1} more`}
          {keyHint && ` · key ends in ${keyHint}`}
        </p>
        <p role="status" className="mt-1 text-xs">
          {tested.data ? (
            <StatusDot status={tested.data.error ? "failed" : "healthy"} className="text-xs">
              {tested.data.error ??
                `Answered in ${tested.data.durationMs} ms, offers ${countOf(tested.data.items.length, "model")}`}
            </StatusDot>
          ) : (
            check && (
              <StatusDot status={check.error ? "failed" : "healthy"} className="text-xs">
                {check.error ?? "Answered when it was last asked"}
              </StatusDot>
            )
          )}
        </p>
      </div>
      {mayChange && (
        <div className="flex flex-wrap items-center gap-2">
          <Button
            size="sm"
            aria-label={`Test ${provider.label}`}
            isBusy={tested.isFetching}
            onClick={() => void tested.refetch()}
          >
            Test
          </Button>
          <Button size="sm" aria-label={`Models of ${provider.label}`} onClick={() => setIsChoosing(true)}>
            Models…
          </Button>
          {!provider.isDefault && (
            <Button size="sm" isBusy={setDefault.isPending} onClick={() => setDefault.run({ id })}>
              Make default
            </Button>
          )}
          <Button size="sm" isBusy={remove.isPending} onClick={() => remove.run({ id })}>
            Remove…
          </Button>
        </div>
      )}
      {isChoosing && <ModelsDialog provider={provider} onClose={() => setIsChoosing(false)} />}
    </Card>
  );
}
