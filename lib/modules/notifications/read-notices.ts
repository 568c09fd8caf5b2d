import { forbidden } from "#lib/kernel/errors.ts";
import { ReadNotices, ReadNoticesInput } from "#lib/modules/notifications/schema.ts";
import { markRead } from "#lib/modules/notifications/store.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Marks one's own notices as read; what waits goes on waiting. */
export const readNotices = command({
  name: "notice.read",
  http: "POST /api/notices/read",
  summary: "Mark notices as read",
  input: ReadNoticesInput,
  output: ReadNotices,
  async facts(_tx, _input, actor) {
    if (!actor.userId) throw forbidden("Only a person has notices.");
    return {
      target: { kind: "notices", id: actor.userId, name: "your notices", projectId: null },
      access: "write",
    };
  },
  async apply(tx, { input, actor }) {
    const read = await markRead(tx, actor.userId ?? "", input.all ? null : (input.ids ?? []));
    if (read > 0) {
      publish(tx, {
        topic: "notices",
        name: "notice.read",
        subjectId: null,
        projectId: null,
        userId: actor.userId,
      });
    }
    return { read };
  },
});
