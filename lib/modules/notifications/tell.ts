import { newId } from "#lib/kernel/ids.ts";
import { enqueueDeliveries } from "#lib/modules/notifications/enqueue-deliveries.ts";
import { readersOf } from "#lib/modules/notifications/readers.ts";
import { kindOfEvent, type Telling, tellingsOf } from "#lib/modules/notifications/rules.ts";
import type { NoticeKind } from "#lib/modules/notifications/schema.ts";
import {
  insertNotices,
  listTold,
  moveCursor,
  readCursor,
  settleNotices,
  takeTellersTurn,
} from "#lib/modules/notifications/store.ts";
import { answersOf, toldOperation } from "#lib/modules/notifications/told-operation.ts";
import {
  databaseNow,
  findOperation,
  listConsentsOf,
  type NamedConsent,
  type OperationRow,
} from "#lib/operations/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import { type EventRow, eventsAfter } from "#lib/platform/events/hub.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";

const batch = 200;
const oldestMs = 24 * 3_600_000;

/** The event that could not be told, beside why. */
export class TellingError extends Error {
  readonly eventId: number;
  constructor(eventId: number, cause: unknown) {
    super(`Event ${eventId} could not be told.`, { cause });
    this.eventId = eventId;
  }
}

/**
 * Follows the events in the order of their commits and tells each once: what it writes and how far it has come commit
 * together, and one teller at a time has the turn. Gives how many events it passed; 0 when there is nothing to do.
 * `skip` names an event that is passed by untold.
 */
export async function tellNext(platform: Platform, skip?: number): Promise<number> {
  const after = await readCursor(platform.database.orm);
  const events = await eventsAfter(platform.database.orm, after, batch);
  const next = events.findIndex((event) => isTold(event) && event.id !== skip);
  const event = events[next];
  const last = event ?? (events.length === batch ? events.at(-1) : undefined);
  if (!last) return 0;
  const address = await addressForLinks(platform.environment);
  return transact(platform.database, async (tx) => {
    if (!(await takeTellersTurn(tx)) || (await readCursor(tx)) !== after) return 0;
    await moveCursor(tx, last.id);
    if (event) await tellEvent(tx, event, address);
    return event ? next + 1 : events.length;
  }).catch((error: unknown) => {
    throw event ? new TellingError(event.id, error) : error;
  });
}

/** What ends an operation otherwise settles what was told of it before. */
const settlesOnly = new Set(["operation.cancelled", "operation.queued"]);

const isTold = ({ topic, name }: EventRow): boolean =>
  topic === "operations" && (kindOfEvent(name) !== null || settlesOnly.has(name));

async function tellEvent(tx: Tx, event: EventRow, address: string): Promise<void> {
  const now = await databaseNow(tx);
  const operation = event.subjectId ? await findOperation(tx, event.subjectId) : null;
  if (!operation || !isHeardOf(operation) || now.getTime() - event.at.getTime() > oldestMs) return;
  const consents = await listConsentsOf(tx, [operation.id]);
  await settleNotices(tx, operation.id, answeredBy(operation, consents));
  const kind = kindOfEvent(event.name);
  const tellings = kind === null ? [] : await tellingsFor(tx, { kind, operation, consents, now });
  if (kind) await writeNotices(tx, { event, kind, operation, tellings });
  await enqueueDeliveries(tx, { event, operation, tellings, address });
  for (const userId of await listTold(tx, operation.id)) {
    publish(tx, {
      topic: "notices",
      name: "notice.changed",
      subjectId: null,
      projectId: operation.projectId,
      userId,
    });
  }
}

/** What was done at once is told of only where nobody was there to see it fail. */
const isHeardOf = (operation: OperationRow): boolean =>
  operation.heldAt !== null || toldOperation(operation).isOwnChore;

/** Whose older notices are settled: the last one to answer, or all once nothing can be answered any more. */
function answeredBy(operation: OperationRow, consents: readonly NamedConsent[]): string[] | undefined {
  if (operation.state !== "held") return undefined;
  const last = consents.findLast(({ lapsedAt }) => lapsedAt === null);
  return last ? [last.personId] : [];
}

interface Told {
  kind: NoticeKind;
  operation: OperationRow;
  consents: readonly NamedConsent[];
  now: Date;
}

async function tellingsFor(tx: Tx, { kind, operation, consents, now }: Told): Promise<Telling[]> {
  return tellingsOf({
    kind,
    operation: toldOperation(operation),
    answers: answersOf(consents),
    readers: await readersOf(tx, operation, { consents, now }),
    told: new Set(await listTold(tx, operation.id)),
  });
}

interface Writing {
  event: EventRow;
  kind: NoticeKind;
  operation: OperationRow;
  tellings: readonly Telling[];
}

/** The newest notice of an operation stands for those before it. */
async function writeNotices(tx: Tx, { event, kind, operation, tellings }: Writing): Promise<void> {
  const persons = tellings.map(({ personId }) => personId);
  await settleNotices(tx, operation.id, persons);
  await insertNotices(
    tx,
    tellings.map(({ personId, isKnown }) => ({
      id: newId(),
      userId: personId,
      eventId: event.id,
      kind,
      operationId: operation.id,
      readAt: isKnown ? event.at : null,
    })),
  );
}
