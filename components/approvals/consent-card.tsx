import { ForeignText } from "#components/shared/foreign-text.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { ConsentView } from "#lib/kernel/answer.ts";

interface ConsentCardProps {
  consents: readonly ConsentView[];
  className?: string;
}

const verbs: Record<ConsentView["kind"], string> = {
  confirmation: "confirmed",
  approval: "approved",
  break_glass: "skipped the cooldown",
};

const verbOf = ({ kind, isNameTyped }: ConsentView): string =>
  kind === "confirmation" && isNameTyped ? "typed the name" : verbs[kind];

/** Who answered it so far; what lapsed since stays, struck, with the reason. */
export function ConsentCard({ consents, className }: ConsentCardProps) {
  if (consents.length === 0) return null;
  return (
    <Card className={className}>
      <CardHeader>
        <CardTitle>Answers</CardTitle>
      </CardHeader>
      <ol className="divide-y">
        {consents.map((consent) => (
          <li
            key={`${consent.kind}:${consent.person.id}:${consent.givenAt}`}
            className="flex gap-2.5 px-4 py-2"
          >
            <Avatar name={consent.person.name} size="sm" />
            <span className="min-w-0 flex-1">
              <span className={cn(consent.lapsedAt && "text-muted-foreground line-through")}>
                {consent.person.name} {verbOf(consent)}
              </span>
              {consent.reason && (
                <span className="block text-muted-foreground text-xs [overflow-wrap:anywhere]">
                  “<ForeignText text={consent.reason} />”
                </span>
              )}
              {consent.lapsedAt && (
                <span className="block text-muted-foreground text-xs">
                  Lapsed <RelativeTime at={consent.lapsedAt} />: what it rested on has changed.
                </span>
              )}
            </span>
            <RelativeTime
              at={consent.givenAt}
              className="flex-none text-subtle-foreground text-xs leading-5"
            />
          </li>
        ))}
      </ol>
    </Card>
  );
}
