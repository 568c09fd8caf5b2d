"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, ShieldCheck, Trash2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { GitTokenForm } from "#components/projects/git-token-form.tsx";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { gitAccessQueries } from "#lib/modules/git-access/queries.ts";
import type { GitAccessView, GitCredentialView, GitHostKeyView } from "#lib/modules/git-access/schema.ts";

interface GitAccessCardProps {
  projectId: string;
  mayChange: boolean;
  /** Where its repository is, to begin the token's address with. */
  url?: string | undefined;
}

/** How the project reaches private repositories: tokens by repository, its SSH key, and the hosts it has met. */
export function GitAccessCard({ projectId, mayChange, url }: GitAccessCardProps) {
  const { data, error, refetch } = useQuery(gitAccessQueries.ofProject(projectId));
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <CardHeader>
        <CardTitle id={id}>Access to private repositories</CardTitle>
      </CardHeader>
      <CardBody className="grid gap-4">
        <p className="text-muted-foreground">
          Used for clone, pull and push that are asked for here, each token for its own repository alone.
          Terminals and agents are not given it; a push that an agent asks for with it waits for a person.
        </p>
        {data ? (
          <Access access={data} projectId={projectId} mayChange={mayChange} url={url} />
        ) : error ? (
          <ErrorView title="The access could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingText label="Loading the access" />
        )}
      </CardBody>
    </Card>
  );
}

function Access({ access, projectId, mayChange, url }: GitAccessCardProps & { access: GitAccessView }) {
  const create = useCommand<{ projectId: string }>({ name: "git-access.create-key", label: "Make a key" });
  const remove = useCommand<{ projectId: string; credentialId: string }>({
    name: "git-access.delete",
    label: "Remove",
  });
  const forget = useCommand<{ projectId: string; hostKeyId: string }>({
    name: "git-access.forget-host",
    label: "Forget",
  });
  const key = access.items.find(({ kind }) => kind === "ssh_key");
  const tokens = access.items.filter(({ kind }) => kind === "token");
  const onRemove = (credentialId: string) => void remove.run({ projectId, credentialId });
  return (
    <>
      {tokens.length > 0 && (
        <ul className="grid divide-y divide-border rounded-md border" aria-label="Tokens">
          {tokens.map((token) => (
            <AccessRow
              key={token.id}
              title={token.host ?? ""}
              text={<TokenWords token={token} />}
              onRemove={mayChange ? () => onRemove(token.id) : undefined}
              removeLabel={`Remove the token for ${token.host}`}
            />
          ))}
        </ul>
      )}
      {mayChange && <GitTokenForm projectId={projectId} url={url} />}
      {key ? (
        <SshKey credential={key} onRemove={mayChange ? () => onRemove(key.id) : undefined} />
      ) : (
        mayChange && (
          <div className="flex flex-wrap items-center justify-between gap-3 border-t pt-4">
            <p className="text-muted-foreground">
              For addresses such as git@host:path the project needs an SSH key.
            </p>
            <Button isBusy={create.isPending} onClick={() => void create.run({ projectId })}>
              <KeyRound />
              Make an SSH key
            </Button>
          </div>
        )
      )}
      {access.hostKeys.length > 0 && (
        <HostKeys
          hostKeys={access.hostKeys}
          onForget={mayChange ? (hostKeyId) => void forget.run({ projectId, hostKeyId }) : undefined}
        />
      )}
    </>
  );
}

function TokenWords({ token }: { token: GitCredentialView }) {
  return (
    <>
      Ends in <code>{token.hint}</code>
      {token.lastUsedAt ? (
        <>
          , used <RelativeTime at={token.lastUsedAt} />
        </>
      ) : (
        ", not used yet"
      )}
    </>
  );
}

interface AccessRowProps {
  title: string;
  text: ReactNode;
  removeLabel: string;
  onRemove?: (() => void) | undefined;
}

function AccessRow({ title, text, removeLabel, onRemove }: AccessRowProps) {
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <span className="grid min-w-0 flex-1">
        <span className="truncate font-medium">{title}</span>
        <span className="truncate text-muted-foreground text-xs">{text}</span>
      </span>
      {onRemove && (
        <Button variant="ghost" size="icon-sm" aria-label={removeLabel} onClick={onRemove}>
          <Trash2 />
        </Button>
      )}
    </li>
  );
}

function SshKey({
  credential,
  onRemove,
}: {
  credential: GitCredentialView;
  onRemove?: (() => void) | undefined;
}) {
  const publicKey = credential.publicKey ?? "";
  return (
    <div className="grid gap-2 border-t pt-4">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-medium">SSH key</h3>
        <CopyButton text={publicKey} label="Copy the public key" />
        {onRemove && (
          <Button variant="ghost" size="icon-sm" aria-label="Remove the SSH key" onClick={onRemove}>
            <Trash2 />
          </Button>
        )}
      </div>
      <p className="text-muted-foreground">
        Paste this at the Git host, as a deploy key that may write if the project is to push.
      </p>
      <code className="rounded-md border bg-muted px-3 py-2 text-xs [overflow-wrap:anywhere]">
        {publicKey}
      </code>
      <p className="text-muted-foreground text-xs">{credential.hint}</p>
    </div>
  );
}

interface HostKeysProps {
  hostKeys: readonly GitHostKeyView[];
  onForget?: ((hostKeyId: string) => void) | undefined;
}

function HostKeys({ hostKeys, onForget }: HostKeysProps) {
  return (
    <div className="grid gap-2 border-t pt-4">
      <h3 className="flex items-center gap-1.5 font-medium">
        <ShieldCheck className="size-4 text-muted-foreground" />
        Hosts as they were first met
      </h3>
      <ul className="grid divide-y divide-border rounded-md border" aria-label="Known SSH hosts">
        {hostKeys.map(({ id, host, keyType, fingerprint }) => (
          <AccessRow
            key={id}
            title={host}
            text={
              <code title={fingerprint}>
                {keyType} {fingerprint}
              </code>
            }
            removeLabel={`Forget ${host} (${keyType})`}
            onRemove={onForget && (() => onForget(id))}
          />
        ))}
      </ul>
    </div>
  );
}
