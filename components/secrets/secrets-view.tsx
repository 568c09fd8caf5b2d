"use client";

import { useQuery } from "@tanstack/react-query";
import { KeySquare, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { RotationNotice } from "#components/secrets/rotation-notice.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { secretQueries } from "#lib/modules/secrets/queries.ts";
import type { SecretsView as Secrets } from "#lib/modules/secrets/schema.ts";

/** Which key wraps the installation's secrets, and how it is replaced. */
export function SecretsView({ isAdmin, isOwner }: { isAdmin: boolean; isOwner: boolean }) {
  return (
    <PageBody>
      <div className="max-w-[860px]">
        <PageHeader
          title="Secrets"
          description="Keys, tokens and passwords are stored encrypted, each by a key of its own. The master key wraps all of these; it lies outside the database."
        />
        {isAdmin ? (
          <Loaded isOwner={isOwner} />
        ) : (
          <Card>
            <EmptyView icon={Lock} title="Secrets are up to the administrators">
              Ask one of them where something here should change.
            </EmptyView>
          </Card>
        )}
      </div>
    </PageBody>
  );
}

function Loaded({ isOwner }: { isOwner: boolean }) {
  const { data, error, isPending, refetch } = useQuery(secretQueries.state());
  if (data) return <MasterKeyCard secrets={data} isOwner={isOwner} onChanged={() => void refetch()} />;
  if (isPending) {
    return (
      <Card>
        <LoadingRows label="Loading the master key’s facts" rows={3} rowClassName="h-10" />
      </Card>
    );
  }
  return <ErrorView title="This could not be read" error={error} onRetry={() => void refetch()} />;
}

interface MasterKeyCardProps {
  secrets: Secrets;
  isOwner: boolean;
  onChanged: () => void;
}

function MasterKeyCard({ secrets, isOwner, onChanged }: MasterKeyCardProps) {
  const { keyId, since, holder, waiting, previousKeyId, rotationId } = secrets;
  const rotate = useCommand<object>({
    name: "master-key.rotate",
    onDone: onChanged,
  });
  const ask = async () => {
    await rotate.run({});
    // It may have been put off to the approvals: the card says so then.
    onChanged();
  };
  const isGiven = holder.kind === "given";
  const isReady = !isGiven || previousKeyId !== null;
  return (
    <Card aria-labelledby="master-key">
      <CardHeader>
        <CardTitle id="master-key">Master key</CardTitle>
        {isOwner && rotationId === null && isReady && (
          <Button className="ml-auto" isBusy={rotate.isPending} onClick={() => void ask()}>
            <KeySquare />
            {previousKeyId === null ? "Rotate…" : "Go on rotating…"}
          </Button>
        )}
      </CardHeader>
      <CardBody className="grid gap-5">
        <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-y-2 [overflow-wrap:anywhere]">
          <Fact name="Key">
            <code>{keyId}</code>
          </Fact>
          <Fact name="In force since">
            <RelativeTime at={since} />
          </Fact>
          <Fact name="Where it lies">
            {isGiven ? (
              <>
                Given by <code>{holder.where}</code>
              </>
            ) : (
              <>
                In the file <code>{holder.where}</code>
                <span className="block text-muted-foreground text-xs">
                  Keep a copy of it apart from the database. Without it no secret can be opened.
                </span>
              </>
            )}
          </Fact>
          <Fact name="Wraps">{countOf(secrets.secrets, "secret")}</Fact>
          {waiting > 0 && (
            <Fact name="Still to wrap">
              {countOf(waiting, "secret")}
              {previousKeyId !== null && (
                <>
                  , by <code>{previousKeyId}</code> until then
                </>
              )}
            </Fact>
          )}
        </dl>
        {rotationId !== null && <RotationNotice operationId={rotationId} onEnded={onChanged} />}
        {rotationId === null && previousKeyId !== null && (
          <p role="status" className="rounded-lg border bg-secondary p-3">
            {isGiven
              ? "A new key is given and not every secret is wrapped by it yet. Rotate, and then take LOCKKEEPER_MASTER_KEY_PREVIOUS away."
              : "A rotation was not finished. Everything can be read by the two keys together; go on, so that the old one can go."}
          </p>
        )}
        {isGiven && previousKeyId === null && (
          <p className="text-muted-foreground">
            To replace it, start every server with a new key as <code>LOCKKEEPER_MASTER_KEY</code> and this
            one as <code>LOCKKEEPER_MASTER_KEY_PREVIOUS</code>. Then rotate here.
          </p>
        )}
        {!isOwner && <p className="text-muted-foreground text-xs">An owner can rotate it.</p>}
      </CardBody>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted-foreground">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
