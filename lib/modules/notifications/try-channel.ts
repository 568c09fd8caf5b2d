import { channelFacts } from "#lib/modules/notifications/channel-facts.ts";
import { ChannelInput, TestedChannel } from "#lib/modules/notifications/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Sends a message at once and says what the other side answered; it stands in the log like any other. */
export const tryChannel = command({
  name: "channel.test",
  http: "POST /api/channels/:channelId/test",
  summary: "Send a test message and see what is answered",
  input: ChannelInput,
  output: TestedChannel,
  async facts(tx, { channelId }, actor) {
    return { ...(await channelFacts(tx, channelId, actor)), fingerprint: null };
  },
  work: { timeoutMs: 20_000, attemptsMax: 1, isDirect: true, key: ({ channelId }) => `channel:${channelId}` },
});
