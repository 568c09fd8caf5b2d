import { changesBetween } from "#lib/kernel/change-words.ts";
import {
  channelFacts,
  checkPlace,
  isHostAllowed,
  refuseFault,
} from "#lib/modules/notifications/channel-facts.ts";
import {
  type ChannelSettings,
  changesWhatIsInUse,
  leadsElsewhere,
  passwordFault,
  settingsAfter,
} from "#lib/modules/notifications/channel-rules.ts";
import { newSigningSecret, sealSecret } from "#lib/modules/notifications/channel-secret.ts";
import { channelView } from "#lib/modules/notifications/channel-view.ts";
import { SavedChannel, UpdateChannelInput } from "#lib/modules/notifications/schema.ts";
import { abandonDeliveries, type ChannelRow, updateChannelRow } from "#lib/modules/notifications/store.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";

/**
 * What is left out stays as it is. Where it has been in use, another address or credential takes a confirmation, and so
 * does turning it off: people hear of nothing by it then, as if it were deleted.
 */
export const updateChannel = command({
  name: "channel.update",
  http: "PUT /api/channels/:channelId",
  summary: "Change a channel, turn it on or off, or make another signing secret",
  input: UpdateChannelInput,
  output: SavedChannel,
  secrets: ["password"],
  shownOnce: ["secret"],
  async facts(tx, { channelId, name: _name, isEnabled, newSecret, ...fields }, actor) {
    const facts = await channelFacts(tx, channelId, actor);
    const before = facts.channel;
    const after = settingsAfter(before.kind, before.settings, fields);
    refuseFault(after);
    const channel = after as ChannelSettings;
    if (newSecret && channel.kind === "email") {
      refuseFault({ field: "newSecret", reason: "a channel of kind email has none" });
    }
    const isElsewhere = leadsElsewhere(before, channel);
    const { password } = fields;
    refuseFault(passwordFault(channel, { password, isStored: facts.row.sealedSecret !== null, isElsewhere }));
    const isAllowed = await isHostAllowed(tx, channel);
    checkPlace(channel, { actor, isTheirChoice: fields.allowPrivate === true || isElsewhere, isAllowed });
    const isTurnedOff = facts.row.isEnabled && isEnabled === false;
    const isTouched = isTurnedOff || changesWhatIsInUse(before, channel, { password, newSecret });
    return {
      ...facts,
      channel,
      traits: facts.isInUse && isTouched ? (["address_in_use"] as const) : [],
      changes: isTurnedOff ? changesBetween({ "Sends notices": true }, { "Sends notices": false }) : [],
    };
  },
  async apply(tx, { input, facts: { row, channel }, platform: { masterKey } }) {
    const secret = input.newSecret ? newSigningSecret() : null;
    const { name = row.name, isEnabled = row.isEnabled } = input;
    const changed = await updateChannelRow(tx, row.id, {
      name,
      isEnabled,
      settings: channel.settings,
      sealedSecret: sealedAfter(masterKey, { row, channel, secret: secret ?? input.password ?? null }),
      // What failed by the old settings says nothing of the new ones.
      ...(JSON.stringify(row.settings) === JSON.stringify(channel.settings) ? {} : { failedInRow: 0 }),
    });
    if (!isEnabled) await abandonDeliveries(tx, row.id, "The channel was turned off before it was sent.");
    publish(tx, { topic: "channels", name: "channel.updated", subjectId: row.id, projectId: null });
    return { channel: await channelView(tx, changed), secret };
  },
});

interface Sealing {
  row: ChannelRow;
  channel: ChannelSettings;
  secret: string | null;
}

/** The secret given now, or the one that is stored; none for mail without a user. */
function sealedAfter(masterKey: MasterKey, { row, channel, secret }: Sealing): string | null {
  if (channel.kind === "email" && channel.settings.user === null) return null;
  return secret === null ? row.sealedSecret : sealSecret(masterKey, row.id, secret);
}
