import { forbidden, invalid, notFound } from "#lib/kernel/errors.ts";
import type { ChannelSettings, Fault } from "#lib/modules/notifications/channel-rules.ts";
import { hostOf } from "#lib/modules/notifications/channel-rules.ts";
import { settingsOf } from "#lib/modules/notifications/channel-view.ts";
import { type ChannelRow, findChannel, lastDeliveries } from "#lib/modules/notifications/store.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { checkHost } from "#lib/platform/outgoing-address.ts";

/** Throws FORBIDDEN for everybody else, whether there is such a channel or not. */
export function requireAdmin(actor: Actor): void {
  if (accessToInstallation(actor) !== "admin") throw forbidden("Only an administrator may ask for this.");
}

/** A channel as a command's target; NOT_FOUND where there is none. */
export async function channelFacts(tx: Tx, channelId: string, actor: Actor) {
  requireAdmin(actor);
  const found = await findChannel(tx, channelId);
  if (!found) throw notFound("channel");
  const row: ChannelRow = found;
  const delivered = (await lastDeliveries(tx, [row.id])).get(row.id);
  return {
    target: { kind: "channel", id: row.id, name: row.name, projectId: null },
    access: "admin" as const,
    row,
    channel: settingsOf(row),
    /** Something has gone out by it; turning it off first makes nothing easier. */
    isInUse: delivered?.hasDelivered === true,
    fingerprint: { updatedAt: row.updatedAt.toISOString() },
  };
}

/** Throws VALIDATION_ERROR for what a rule found wrong. */
export function refuseFault(found: object | null): void {
  if (found && "field" in found && "reason" in found) {
    const { field, reason } = found as Fault;
    throw invalid(field, reason);
  }
}

/** Whether the owner let everything call the channel's host, though it stands in a private network. */
export async function isHostAllowed(tx: Tx, channel: ChannelSettings): Promise<boolean> {
  const host = hostOf(channel);
  if (host === null) return false;
  const { privateHosts } = await settingOf(tx, "webhooks");
  return privateHosts.includes(host.toLowerCase());
}

/** Throws where a channel would lead to a private address without the owner's word, or to one that is never called. */
export function checkPlace(channel: ChannelSettings, { actor, isTheirChoice, isAllowed }: Choice): void {
  const { allowPrivate } = channel.settings;
  const host = hostOf(channel);
  if (allowPrivate && isTheirChoice && actor.role !== "owner") {
    throw forbidden("Only the owner may let a channel lead to this machine or its private network.");
  }
  if (host === null) return;
  try {
    checkHost(host, { allowPrivate: allowPrivate || isAllowed });
  } catch (error) {
    throw invalid(channel.kind === "webhook" ? "url" : "host", error instanceof Error ? error.message : "");
  }
}

interface Choice {
  actor: Actor;
  /** The actor allows it, or gives an address that it then holds for. */
  isTheirChoice: boolean;
  /** The owner allowed the host in the settings. */
  isAllowed: boolean;
}
