import { forbidden } from "#lib/kernel/errors.ts";
import { UpdateMeInput, User } from "#lib/modules/people/schema.ts";
import { findPerson, renamePerson } from "#lib/modules/people/store.ts";
import { command } from "#lib/operations/command.ts";
import { requireOwnPerson } from "#lib/operations/own-person.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

const belongs = "A name belongs to a person.";

/** A person's own name; address and role are given by others. */
export const updateMe = command({
  name: "me.update",
  http: "PATCH /api/auth/me",
  summary: "Change the name that others see",
  input: UpdateMeInput,
  output: User,
  async facts(tx, _input, actor) {
    const found = await findPerson(tx, { id: requireOwnPerson(actor, belongs) });
    if (!found) throw forbidden(belongs);
    const { id, name, email, role } = found;
    const target = { kind: "person", id, name, projectId: null };
    return { target, access: "write", user: { id, name, email, role } };
  },
  async apply(tx, { input: { name }, facts: { user }, operationId }) {
    await renamePerson(tx, user.id, name);
    noteChange(tx, operationId, { before: { name: user.name }, after: { name } });
    publish(tx, { topic: "people", name: "person.updated", subjectId: user.id, projectId: null });
    return { ...user, name };
  },
});
