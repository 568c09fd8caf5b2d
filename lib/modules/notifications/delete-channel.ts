import { channelFacts } from "#lib/modules/notifications/channel-facts.ts";
import { ChannelInput } from "#lib/modules/notifications/schema.ts";
import { deleteChannelRow } from "#lib/modules/notifications/store.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Forgets a channel with its log; one that has been in use asks for a confirmation. */
export const deleteChannel = command({
  name: "channel.delete",
  http: "DELETE /api/channels/:channelId",
  summary: "Forget a channel and its delivery log",
  input: ChannelInput,
  async facts(tx, { channelId }, actor) {
    const facts = await channelFacts(tx, channelId, actor);
    return { ...facts, traits: facts.isInUse ? (["address_in_use"] as const) : [] };
  },
  async apply(tx, { input: { channelId } }) {
    await deleteChannelRow(tx, channelId);
    publish(tx, { topic: "channels", name: "channel.deleted", subjectId: channelId, projectId: null });
    return null;
  },
});
