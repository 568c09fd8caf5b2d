import { MoreHorizontal } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DropdownMenu, DropdownMenuContent, DropdownMenuTrigger } from "#components/ui/dropdown-menu.tsx";
import { formatShortDuration } from "#lib/client/format.ts";

interface OutsideCardProps {
  name: string;
  badges: ReactNode;
  /** Its address. */
  place: string;
  /** How it is, in a line. */
  state: ReactNode;
  buttons: ReactNode;
  /** The items behind `More`. */
  menu: ReactNode;
  /** How the last try went; null while there is none. */
  tested: Tested | null;
  children?: ReactNode;
}

interface Tested {
  status: ComponentProps<typeof StatusDot>["status"];
  words: string;
  durationMs: number;
  details: string | null;
}

/** Something outside that is set up here: where it is, how it is, what can be done with it, and how a try went. */
export function OutsideCard({
  name,
  badges,
  place,
  state,
  buttons,
  menu,
  tested,
  children,
}: OutsideCardProps) {
  return (
    <Card aria-label={name} className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="flex flex-wrap items-center gap-2 font-medium">
            <span className="truncate">{name}</span>
            {badges}
          </h2>
          <p className="mt-0.5 truncate text-muted-foreground text-xs" title={place}>
            {place}
          </p>
          <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-xs">{state}</p>
        </div>
        <div className="flex flex-none items-center gap-2">
          {buttons}
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button variant="ghost" size="icon" aria-label={`More for ${name}`}>
                <MoreHorizontal />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">{menu}</DropdownMenuContent>
          </DropdownMenu>
        </div>
      </div>
      {children}
      <div role="status" className="empty:-mt-2">
        {tested && (
          <p className="rounded-md border bg-muted px-2.5 py-2 text-xs [overflow-wrap:anywhere]">
            <StatusDot status={tested.status} className="font-medium">
              {tested.words}, {formatShortDuration(tested.durationMs)}
            </StatusDot>
            {tested.details && <span className="mt-1 block text-muted-foreground">{tested.details}</span>}
          </p>
        )}
      </div>
    </Card>
  );
}
