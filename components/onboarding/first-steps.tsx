"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { onboardingQueries } from "#lib/modules/onboarding/queries.ts";
import type {
  OnboardingStep,
  OnboardingView,
  UpdateOnboardingInput,
} from "#lib/modules/onboarding/schema.ts";

const words: Record<OnboardingStep, { title: string; text: string; href: string }> = {
  model: { title: "Connect a model", text: "Agents need one to work.", href: "/settings" },
  project: {
    title: "Open a project",
    text: "A repository with a workspace and a board.",
    href: "/projects?new=1",
  },
  card: { title: "Run a first card", text: "Write what is wanted, and let an agent do it.", href: "/board" },
  team: { title: "Invite your team", text: "A link lets one person in.", href: "/settings/people" },
  passkey: { title: "Add a way to sign in", text: "A passkey, or an account you have.", href: "/account" },
};

interface FirstStepsProps {
  /** As the page came with them, so that nothing below moves when they are read; null where they are not known yet. */
  first: OnboardingView | null;
}

/** The guided start: quiet, and gone for good once it is done or put away. */
export function FirstSteps({ first }: FirstStepsProps) {
  // Whoever comes back to the page has it as it came at first: it is shown, and read anew.
  const known = first && { initialData: first, initialDataUpdatedAt: 0 };
  const { data } = useQuery({ ...onboardingQueries.mine(), ...known });
  const update = useCommand<UpdateOnboardingInput>({ name: "onboarding.update", errors: "inline" });
  useKept(data, update.run);
  if (!data || data.isEnded) return null;
  const next = data.steps.find(({ isDone }) => !isDone)?.step;
  return (
    <Card aria-labelledby="first-steps" className="mb-5 p-4">
      <div className="flex items-center gap-3">
        <h2 id="first-steps" className="font-medium">
          First steps
        </h2>
        <span className="text-muted-foreground text-xs">
          {data.steps.filter(({ isDone }) => isDone).length} of {data.steps.length}
        </span>
        <Button
          variant="ghost"
          size="icon-sm"
          className="-my-1 ml-auto"
          aria-label="Put the first steps away"
          isBusy={update.isPending}
          onClick={() => void update.run({ isEnded: true })}
        >
          <X />
        </Button>
      </div>
      <ol className="mt-3 grid gap-2 md:auto-cols-fr md:grid-flow-col">
        {data.steps.map(({ step, isDone }) => (
          <Step key={step} step={step} isDone={isDone} isNext={step === next} />
        ))}
      </ol>
    </Card>
  );
}

/** Keeps what has happened, so that it stays done whatever is deleted later; once all is, it never comes back. */
function useKept(data: OnboardingView | undefined, run: (input: UpdateOnboardingInput) => unknown): void {
  const kept = useRef("");
  useEffect(() => {
    if (!data) return;
    const done = data.steps.filter(({ isDone }) => isDone).map(({ step }) => step);
    const isAll = done.length === data.steps.length;
    const state = done.join(" ");
    // What is kept already is on record: each visit would only add to the audit log.
    const isNews = data.steps.some(({ isDone, isKept }) => isDone && !isKept);
    if (!isNews || kept.current === state || (data.isEnded && !isAll)) return;
    kept.current = state;
    void run({ done, ...(isAll && { isEnded: true }) });
  }, [data, run]);
}

function Step({ step, isDone, isNext }: { step: OnboardingStep; isDone: boolean; isNext: boolean }) {
  const { title, text, href } = words[step];
  return (
    <li
      className={cn(
        "flex gap-2.5 rounded-lg border p-3",
        isNext && "border-primary-border bg-primary-soft",
        isDone && "text-muted-foreground",
      )}
    >
      <span
        className={cn(
          "grid size-5 flex-none place-items-center rounded-full border text-[11px]",
          isDone ? "border-primary-border bg-primary-soft text-primary-text" : "border-border-strong",
        )}
      >
        {isDone && <Check role="img" aria-label="Done" className="size-3" />}
      </span>
      <span className="grid min-w-0 content-start gap-0.5">
        {isDone ? (
          <span>{title}</span>
        ) : (
          <Link href={href} className="font-medium underline-offset-4 hover:underline">
            {title}
          </Link>
        )}
        {!isDone && <span className="text-muted-foreground text-xs">{text}</span>}
      </span>
    </li>
  );
}
