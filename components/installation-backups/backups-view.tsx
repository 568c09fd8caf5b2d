"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Archive, ShieldQuestion } from "lucide-react";
import { BackupRow } from "#components/installation-backups/backup-row.tsx";
import { ContentsCard } from "#components/installation-backups/contents-card.tsx";
import { RecoveryKeyCard } from "#components/installation-backups/recovery-key-card.tsx";
import { SettingCard } from "#components/settings/setting-card.tsx";
import { LoadedSettings } from "#components/settings/settings-page.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { namesOf } from "#lib/kernel/settings/catalogue.ts";
import { installationBackupQueries } from "#lib/modules/installation-backups/queries.ts";

interface BackupsViewProps {
  isAdmin: boolean;
  isOwner: boolean;
  /** Of who looks at it. */
  email: string;
}

/** The backups of the installation itself: which there are, one more, the daily ones, and the key that opens them. */
export function BackupsView({ isAdmin, isOwner, email }: BackupsViewProps) {
  return (
    <PageBody>
      <div className="max-w-[960px]">
        {isAdmin ? (
          <Backups isOwner={isOwner} email={email} />
        ) : (
          <>
            <PageHeader title="Backups" />
            <Card>
              <EmptyView icon={ShieldQuestion} title="Backups are up to the administrators">
                They hold everything that this installation knows.
              </EmptyView>
            </Card>
          </>
        )}
      </div>
    </PageBody>
  );
}

function Backups({ isOwner, email }: Omit<BackupsViewProps, "isAdmin">) {
  const backups = useInfiniteQuery(installationBackupQueries.list());
  const create = useCommand<Record<string, never>>({
    name: "installation-backup.create",
    label: "Back up now",
    onDone: () => void backups.refetch(),
  });
  const [first] = backups.data?.pages ?? [];
  const rows = backups.data?.pages.flatMap((page) => page.items) ?? [];
  const isRunning = rows.some(({ state }) => state === "running");
  return (
    <>
      <PageHeader
        title="Backups"
        count={rows.length > 0 ? rows.length : undefined}
        description="Each is one encrypted file with all that this installation itself knows, made while it works. A restore brings it back on any machine."
        actions={
          <Button
            variant="primary"
            isBusy={create.isPending || isRunning}
            disabled={!first}
            onClick={() => void create.run({})}
          >
            Back up now
          </Button>
        }
      />
      <div className="grid gap-4">
        {first && isOwner && (
          <RecoveryKeyCard email={email} recoveryKey={first.recoveryKey} folder={first.folder} />
        )}
        {backups.isPending && (
          <Card>
            <LoadingRows label="The backups are loading" rows={3} rowClassName="h-16" />
          </Card>
        )}
        {backups.isError && rows.length === 0 && (
          <ErrorView
            title="The backups could not be listed"
            error={backups.error}
            onRetry={backups.refetch}
          />
        )}
        {first && rows.length === 0 && (
          <Card>
            <EmptyView icon={Archive} title="No backups yet">
              The first daily one is made an hour after the installation was set up. Back up now makes one at
              once.
            </EmptyView>
          </Card>
        )}
        {rows.length > 0 && (
          <Card className="overflow-hidden">
            <ul className="divide-y" aria-label="Backups">
              {rows.map((backup) => (
                <BackupRow key={backup.id} backup={backup} isOwner={isOwner} />
              ))}
            </ul>
            {backups.hasNextPage && (
              <LoadMore
                isLoading={backups.isFetchingNextPage}
                onLoadMore={() => void backups.fetchNextPage()}
              />
            )}
          </Card>
        )}
        <LoadedSettings>
          {(settings) => (
            <SettingCard
              settingKey="backups"
              title="Daily backups"
              names={namesOf("backups")}
              settings={settings}
            >
              The oldest of the daily ones goes once a new one is made and was read again.
            </SettingCard>
          )}
        </LoadedSettings>
        <ContentsCard />
      </div>
    </>
  );
}
