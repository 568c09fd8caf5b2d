"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { FirstKey } from "#components/people/first-key.tsx";
import { OwnerStep } from "#components/people/owner-step.tsx";
import { RuntimeStep } from "#components/people/runtime-step.tsx";
import { SetupStep } from "#components/people/setup-step.tsx";
import { ProviderForm } from "#components/providers-llm/provider-form.tsx";
import { answerSentence } from "#components/providers-llm/provider-result.tsx";
import { Providers } from "#components/shell/providers.tsx";
import { Button } from "#components/ui/button.tsx";
import type { RunCommand } from "#lib/client/command-context.ts";
import type { ConfiguredProvider } from "#lib/modules/providers-llm/schema.ts";

interface Owner {
  name: string;
  email: string;
}

interface SetupFlowProps {
  /** The token of the setup link; null once the owner is there. */
  token: string | null;
  owner: Owner | null;
  runCommand: RunCommand;
}

/** The four steps: the owner by the link, the rest as the owner, by the same commands as everywhere. */
export function SetupFlow({ token, owner: known, runCommand }: SetupFlowProps) {
  const router = useRouter();
  const [owner, setOwner] = useState<Owner | null>(known);
  const [apiKey, setApiKey] = useState<string | null>(null);

  useEffect(() => {
    // The link is used up: its token need not stay in the address and the history.
    if (!owner || !token) return;
    window.history.replaceState(null, "", "/setup");
    router.refresh();
  }, [owner, token, router]);

  if (!owner) {
    return (
      <div className="grid gap-2">
        {token && (
          <OwnerStep
            token={token}
            onDone={({ user, key }) => {
              setApiKey(key);
              setOwner(user);
            }}
          />
        )}
        <SetupStep number={2} title="Runtime" state="next" />
        <SetupStep number={3} title="Model provider" state="next" />
        <SetupStep number={4} title="First project" state="next" />
      </div>
    );
  }
  return (
    <Providers runCommand={runCommand}>
      <div className="grid gap-2">
        <SetupStep number={1} title="Owner" state="done" value={`${owner.name} · ${owner.email}`}>
          {apiKey && <FirstKey apiKey={apiKey} />}
        </SetupStep>
        <RuntimeStep />
        <LastSteps />
      </div>
    </Providers>
  );
}

type ProviderEnd = { saved: ConfiguredProvider | null; isSkipped: boolean };

function LastSteps() {
  const [end, setEnd] = useState<ProviderEnd | null>(null);
  return (
    <>
      {end ? (
        <SetupStep number={3} title="Model provider" state="done" value={inWords(end)} />
      ) : (
        <SetupStep number={3} title="Model provider" state="now">
          <p className="text-muted-foreground">
            Agents reach the model through this server. The key is encrypted here and never enters a
            workspace.
          </p>
          <ProviderForm
            onDone={(saved) => setEnd({ saved, isSkipped: false })}
            aside={
              <Button variant="ghost" onClick={() => setEnd({ saved: null, isSkipped: true })}>
                Skip for now
              </Button>
            }
          />
        </SetupStep>
      )}
      <SetupStep number={4} title="First project" state={end ? "now" : "next"}>
        <p className="text-muted-foreground">From a Git URL, a folder on this machine, or empty.</p>
        {end && (
          <div className="flex flex-wrap items-center gap-2">
            <Button asChild variant="primary">
              <Link href="/projects?new=1">Start the first project</Link>
            </Button>
            <Button asChild variant="ghost">
              <Link href="/projects">Look around first</Link>
            </Button>
          </div>
        )}
      </SetupStep>
    </>
  );
}

function inWords({ saved, isSkipped }: ProviderEnd): string {
  if (isSkipped) return "skipped; Settings has it";
  if (!saved) return "saved";
  const { label, models, check } = saved.provider;
  const model = models[0] ? ` · ${models[0]}` : "";
  return `${label}${model}${check?.error === null ? ` · ${answerSentence(saved)}` : ""}`;
}
