import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { kindWords, placeOf, stateOf } from "#components/notifications/channel-words.ts";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { formatShortDuration } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ChannelView, TestedChannel, UpdateChannelInput } from "#lib/modules/notifications/schema.ts";

interface ChannelCardProps {
  channel: ChannelView;
  onEdit: () => void;
  onLog: () => void;
}

/** One channel: where it leads, how it is, and what can be done with it. */
export function ChannelCard({ channel, onEdit, onLog }: ChannelCardProps) {
  const [tested, setTested] = useState<TestedChannel | null>(null);
  const test = useCommand<{ channelId: string }, TestedChannel>({
    name: "channel.test",
    label: "Send a test message",
    onDone: (result) => setTested(result ?? null),
  });
  const update = useCommand<UpdateChannelInput>({ name: "channel.update", label: "Change the channel" });
  const remove = useCommand<{ channelId: string }>({ name: "channel.delete", label: "Delete the channel" });
  const { id: channelId, name, kind, isEnabled, lastDelivery } = channel;
  const { status, word } = stateOf(channel);
  return (
    <Card aria-label={name} className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="flex items-center gap-2 font-medium">
            <span className="truncate">{name}</span>
            <Badge>{kindWords[kind]}</Badge>
          </h2>
          <p className="mt-0.5 truncate text-muted-foreground text-xs" title={placeOf(channel)}>
            {placeOf(channel)}
          </p>
          <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-xs">
            <StatusDot status={status}>{word}</StatusDot>
            {lastDelivery && (
              <span className="text-muted-foreground">
                last tried <RelativeTime at={lastDelivery.endedAt ?? lastDelivery.createdAt} />
              </span>
            )}
          </p>
        </div>
        <div className="flex flex-none items-center gap-2">
          <Button size="sm" isBusy={test.isPending} onClick={() => void test.run({ channelId })}>
            Send a test
          </Button>
          <Button size="sm" onClick={onLog}>
            Log
          </Button>
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button variant="ghost" size="icon" aria-label={`More for ${name}`}>
                <MoreHorizontal />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuItem onSelect={onEdit}>Edit…</DropdownMenuItem>
              <DropdownMenuItem onSelect={() => void update.run({ channelId, isEnabled: !isEnabled })}>
                {isEnabled ? "Turn off" : "Turn on"}
              </DropdownMenuItem>
              <DropdownMenuSeparator />
              <DropdownMenuItem onSelect={() => void remove.run({ channelId })}>Delete…</DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </div>
      </div>
      <div role="status" className="empty:-mt-2">
        {tested && !test.isPending && <TestResult tested={tested} />}
      </div>
    </Card>
  );
}

function TestResult({ tested: { isSent, answer, durationMs } }: { tested: TestedChannel }) {
  return (
    <p className="rounded-md border bg-muted px-2.5 py-2 text-xs [overflow-wrap:anywhere]">
      <StatusDot status={isSent ? "healthy" : "failed"} className="font-medium">
        {isSent ? "The test arrived" : "The test did not arrive"}, {formatShortDuration(durationMs)}
      </StatusDot>
      <span className="mt-1 block text-muted-foreground">
        {isSent ? "It answered: " : ""}
        {answer || "nothing"}
      </span>
    </p>
  );
}
