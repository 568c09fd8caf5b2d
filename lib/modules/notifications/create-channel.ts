import { newId } from "#lib/kernel/ids.ts";
import { checkPlace, isHostAllowed, refuseFault } from "#lib/modules/notifications/channel-facts.ts";
import {
  type ChannelSettings,
  passwordFault,
  settingsAfter,
} from "#lib/modules/notifications/channel-rules.ts";
import { newSigningSecret, sealSecret } from "#lib/modules/notifications/channel-secret.ts";
import { channelView } from "#lib/modules/notifications/channel-view.ts";
import { CreateChannelInput, SavedChannel } from "#lib/modules/notifications/schema.ts";
import { insertChannel } from "#lib/modules/notifications/store.ts";
import { command } from "#lib/operations/command.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** A way out of the dashboard. A webhook's signing secret is made by us and shown in this answer alone. */
export const createChannel = command({
  name: "channel.create",
  http: "POST /api/channels",
  summary: "Add a channel for notices; a webhook's signing secret is shown this once",
  input: CreateChannelInput,
  output: SavedChannel,
  secrets: ["password"],
  shownOnce: ["secret"],
  creates: true,
  async facts(tx, { kind, name, ...fields }, actor) {
    const after = settingsAfter(kind, null, fields);
    refuseFault(after);
    const channel = after as ChannelSettings;
    refuseFault(passwordFault(channel, { password: fields.password, isStored: false, isElsewhere: true }));
    checkPlace(channel, { actor, isTheirChoice: true, isAllowed: await isHostAllowed(tx, channel) });
    return {
      target: { kind: "channel", id: "new", name, projectId: null },
      access: accessToInstallation(actor),
      channel,
    };
  },
  async apply(tx, { input, facts: { channel }, platform: { masterKey } }) {
    const id = newId();
    const secret = channel.kind === "webhook" ? newSigningSecret() : null;
    const kept = secret ?? input.password ?? null;
    const row = await insertChannel(tx, {
      id,
      kind: channel.kind,
      name: input.name,
      settings: channel.settings,
      sealedSecret: kept === null ? null : sealSecret(masterKey, id, kept),
    });
    publish(tx, { topic: "channels", name: "channel.created", subjectId: id, projectId: null });
    return { channel: await channelView(tx, row), secret };
  },
});
