import { useState } from "react";
import { kindWords, whoComesIn } from "#components/identity-providers/provider-words.ts";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { OutsideCard } from "#components/shared/outside-card.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DropdownMenuItem, DropdownMenuSeparator } from "#components/ui/dropdown-menu.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { IdentityProviderView, TestedIdentityProvider } from "#lib/modules/identity-providers/schema.ts";

interface ProviderCardProps {
  provider: IdentityProviderView;
  onEdit: () => void;
}

/** One provider: where it is, who may come in by it, and what can be done with it. */
export function ProviderCard({ provider, onEdit }: ProviderCardProps) {
  const [tested, setTested] = useState<TestedIdentityProvider | null>(null);
  const test = useCommand<{ providerId: string }, TestedIdentityProvider>({
    name: "identity-provider.test",
    label: "Test the provider",
    onDone: (result) => setTested(result ?? null),
  });
  const change = useCommand<{ providerId: string; isEnabled: boolean }>({
    name: "identity-provider.configure",
    label: "Change the provider",
  });
  const remove = useCommand<{ providerId: string }>({
    name: "identity-provider.delete",
    label: "Remove the provider",
  });
  const { id: providerId, name, kind, isEnabled, issuer, origin, callbackUrl, people } = provider;
  return (
    <OutsideCard
      name={name}
      badges={
        <>
          {name !== kindWords[kind] && <Badge>{kindWords[kind]}</Badge>}
          {origin === "environment" && <Badge>From the environment</Badge>}
        </>
      }
      place={issuer}
      state={
        <>
          <StatusDot status={isEnabled ? "healthy" : "stopped"}>{isEnabled ? "On" : "Off"}</StatusDot>
          <span className="text-muted-foreground">{countOf(people, "linked account")}</span>
        </>
      }
      buttons={
        <>
          <Button
            size="sm"
            aria-label={`Test ${name}`}
            isBusy={test.isPending}
            onClick={() => void test.run({ providerId })}
          >
            Test
          </Button>
          <Button size="sm" aria-label={`Edit ${name}`} onClick={onEdit}>
            Edit…
          </Button>
        </>
      }
      menu={
        <>
          <DropdownMenuItem onSelect={() => void change.run({ providerId, isEnabled: !isEnabled })}>
            {isEnabled ? "Turn off" : "Turn on"}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => void remove.run({ providerId })}>Remove…</DropdownMenuItem>
        </>
      }
      tested={
        tested && !test.isPending
          ? {
              status: tested.error ? "failed" : "healthy",
              words: tested.error ? "It does not work yet" : "It answers and knows this client",
              durationMs: tested.durationMs,
              details: tested.error,
            }
          : null
      }
    >
      <p className="text-xs [overflow-wrap:anywhere]">{whoComesIn(provider)}</p>
      <div className="flex items-center gap-1 text-muted-foreground text-xs">
        <p className="min-w-0 [overflow-wrap:anywhere]">
          Callback address: <code>{callbackUrl}</code>
        </p>
        <CopyButton text={callbackUrl} label={`Copy the callback address of ${name}`} />
      </div>
    </OutsideCard>
  );
}
