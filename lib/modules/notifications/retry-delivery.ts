import { conflict, notFound } from "#lib/kernel/errors.ts";
import { requireAdmin } from "#lib/modules/notifications/channel-facts.ts";
import { deliveryView } from "#lib/modules/notifications/channel-view.ts";
import { DeliveryInput, RetriedDelivery } from "#lib/modules/notifications/schema.ts";
import { findDelivery, retryDeliveryRow } from "#lib/modules/notifications/store.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Sends a message again that was given up or that arrived; the receiver can tell by its id that it is the same. */
export const retryDelivery = command({
  name: "delivery.retry",
  http: "POST /api/deliveries/:deliveryId/retry",
  summary: "Send a message again",
  input: DeliveryInput,
  output: RetriedDelivery,
  async facts(tx, { deliveryId }, actor) {
    requireAdmin(actor);
    const found = await findDelivery(tx, deliveryId);
    if (!found) throw notFound("delivery");
    return {
      target: { kind: "channel", id: found.channel.id, name: found.channel.name, projectId: null },
      access: "admin",
    };
  },
  async apply(tx, { input: { deliveryId }, facts }) {
    const row = await retryDeliveryRow(tx, deliveryId);
    if (!row) throw conflict("It is being sent already.");
    publish(tx, { topic: "channels", name: "delivery.retried", subjectId: facts.target.id, projectId: null });
    return { delivery: deliveryView(row) };
  },
});
