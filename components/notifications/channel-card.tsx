import { useState } from "react";
import { kindWords, placeOf, stateOf } from "#components/notifications/channel-words.ts";
import { OutsideCard } from "#components/shared/outside-card.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DropdownMenuItem, DropdownMenuSeparator } from "#components/ui/dropdown-menu.tsx";
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
    <OutsideCard
      name={name}
      badges={<Badge>{kindWords[kind]}</Badge>}
      place={placeOf(channel)}
      state={
        <>
          <StatusDot status={status}>{word}</StatusDot>
          {lastDelivery && (
            <span className="text-muted-foreground">
              last tried <RelativeTime at={lastDelivery.endedAt ?? lastDelivery.createdAt} />
            </span>
          )}
        </>
      }
      buttons={
        <>
          <Button size="sm" isBusy={test.isPending} onClick={() => void test.run({ channelId })}>
            Send a test
          </Button>
          <Button size="sm" onClick={onLog}>
            Log
          </Button>
        </>
      }
      menu={
        <>
          <DropdownMenuItem onSelect={onEdit}>Edit…</DropdownMenuItem>
          <DropdownMenuItem onSelect={() => void update.run({ channelId, isEnabled: !isEnabled })}>
            {isEnabled ? "Turn off" : "Turn on"}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => void remove.run({ channelId })}>Delete…</DropdownMenuItem>
        </>
      }
      tested={tested && !test.isPending ? wordsOf(tested) : null}
    />
  );
}

const wordsOf = ({ isSent, answer, durationMs }: TestedChannel) => ({
  status: isSent ? ("healthy" as const) : ("failed" as const),
  words: isSent ? "The test arrived" : "The test did not arrive",
  durationMs,
  details: `${isSent ? "It answered: " : ""}${answer || "nothing"}`,
});
