import { ReadNotices, ReadNoticesInput } from "#lib/modules/notifications/schema.ts";
import { markRead } from "#lib/modules/notifications/store.ts";
import { command } from "#lib/operations/command.ts";
import { requireOwnPerson } from "#lib/operations/own-person.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Marks one's own notices as read; what waits goes on waiting. */
export const readNotices = command({
  name: "notice.read",
  http: "POST /api/notices/read",
  summary: "Mark notices as read",
  input: ReadNoticesInput,
  output: ReadNotices,
  async facts(_tx, _input, actor) {
    const userId = requireOwnPerson(actor, "Only a person has notices.");
    const target = { kind: "notices", id: userId, name: "your notices", projectId: null };
    return { target, access: "write", userId };
  },
  async apply(tx, { input, facts: { userId } }) {
    const read = await markRead(tx, userId, input.all ? null : (input.ids ?? []));
    if (read > 0) {
      publish(tx, {
        topic: "notices",
        name: "notice.read",
        subjectId: null,
        projectId: null,
        userId,
      });
    }
    return { read };
  },
});
