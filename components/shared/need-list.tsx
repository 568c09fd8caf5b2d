import { Check, CircleDashed, Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import { CooldownBar } from "#components/shared/cooldown-bar.tsx";
import { Countdown, Moment } from "#components/shared/relative-time.tsx";
import { cn } from "#lib/client/class-names.ts";
import {
  consentOf,
  cooldownBegan,
  hasConfirmation,
  isCooldown,
  wordsOfNeed,
} from "#lib/client/held-operation.ts";
import type { ConsentView, Need } from "#lib/kernel/answer.ts";

interface NeedListProps {
  needs: readonly Need[];
  /** When a cooldown ends; shown at the need that waits for it. */
  notBefore?: string | null;
  /** Who met what, and when. */
  consents?: readonly ConsentView[];
  /** More about a need that is not met: who may meet it. */
  noteOf?: (need: Need) => ReactNode;
  className?: string;
}

/** The checklist of what must hold or be consented: who met it and when, or the way to it. */
export function NeedList({ needs, notBefore = null, consents = [], noteOf, className }: NeedListProps) {
  const hasBegun = hasConfirmation(needs);
  return (
    <ul
      data-slot="need-list"
      aria-label="Requirements"
      className={cn("divide-y rounded-lg border", className)}
    >
      {needs.map((need) => {
        const isWaiting = !need.met && isCooldown(need);
        const Icon = need.met ? Check : isWaiting ? Hourglass : CircleDashed;
        const consent = consentOf(need, consents);
        const began = isWaiting ? cooldownBegan(consents) : null;
        return (
          <li key={need.requirement} className="flex gap-2.5 px-3 py-2">
            <span
              className={cn(
                "grid h-5 w-4 flex-none place-items-center",
                need.met ? "text-primary-text" : "text-subtle-foreground",
              )}
            >
              <Icon className={need.met ? "size-4" : "size-3.5"} />
            </span>
            <span className="min-w-0 flex-1">
              <span className="flex gap-2">
                <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                  {wordsOfNeed(need, needs)}
                  <span className="sr-only">{need.met ? ", met" : ", not met yet"}</span>
                </span>
                <span className="flex-none text-subtle-foreground text-xs leading-5">
                  {consent && <Moment at={consent.givenAt} />}
                  {isWaiting && notBefore && hasBegun && (
                    <Countdown until={notBefore} after="over" suffix=" left" />
                  )}
                </span>
              </span>
              {began && notBefore && <CooldownBar began={began} ends={notBefore} />}
              <NeedNote need={need} consent={consent} ends={began ? notBefore : null} note={noteOf?.(need)} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

interface NeedNoteProps {
  need: Need;
  consent: ConsentView | null;
  ends: string | null;
  note: ReactNode;
}

function NeedNote({ need, consent, ends, note }: NeedNoteProps) {
  const text = consent ? (
    saidOf(consent)
  ) : ends ? (
    <>
      Ends <Moment at={ends} />
    </>
  ) : need.met ? null : (
    (note ?? need.how)
  );
  return text ? (
    <span className="block text-muted-foreground text-xs [overflow-wrap:anywhere]">{text}</span>
  ) : null;
}

/** `M. K. typed the name`. */
function saidOf({ kind, person, isNameTyped }: ConsentView): string {
  const verbs = {
    confirmation: isNameTyped ? "typed the name" : "confirmed",
    approval: "approved",
    break_glass: "skipped it",
  };
  return `${person.name} ${verbs[kind]}`;
}
