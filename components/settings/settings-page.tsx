"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { settingQueries } from "#lib/modules/settings/queries.ts";
import type { SettingsView } from "#lib/modules/settings/schema.ts";

interface SettingsPageProps {
  title: string;
  description: string;
  isAdmin: boolean;
  children: (settings: SettingsView) => ReactNode;
}

/** A page of settings: for administrators, with what holds now. */
export function SettingsPage({ title, description, isAdmin, children }: SettingsPageProps) {
  return (
    <PageBody>
      <div className="grid max-w-[860px] gap-4">
        <PageHeader title={title} description={description} className="mb-0" />
        {isAdmin ? (
          <LoadedSettings>{children}</LoadedSettings>
        ) : (
          <Card>
            <EmptyView icon={Lock} title="This is up to the administrators">
              Ask one of them where something here should change.
            </EmptyView>
          </Card>
        )}
      </div>
    </PageBody>
  );
}

/** What holds now, once it is there. */
export function LoadedSettings({ children }: Pick<SettingsPageProps, "children">) {
  const settings = useQuery(settingQueries.all());
  if (settings.data) return children(settings.data);
  if (settings.isError) {
    return (
      <ErrorView
        title="The settings could not be read"
        error={settings.error}
        onRetry={() => void settings.refetch()}
      />
    );
  }
  return (
    <Card>
      <LoadingRows label="The settings are loading" rows={3} rowClassName="h-14" />
    </Card>
  );
}
