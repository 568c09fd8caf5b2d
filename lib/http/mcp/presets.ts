import { type Verb, verbByName } from "#lib/commands.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { actionRow } from "#lib/protection/actions.ts";

/**
 * Which verbs are tools, and how an address chooses among them: every tool costs a model context, so that it is given
 * the few that help. `?tools=read,tasks` names areas; without it, `read`.
 */

/** What a model looks around with. */
const readTools: ReadonlySet<string> = new Set([
  "me.read",
  "project.list",
  "project.read",
  "task.list",
  "task.read",
  "run.read-diff",
  "run.follow-output",
  "files.tree",
  "files.search",
  "git.status",
  "git.diff",
  "git.log",
  "git.branches",
  "config.read",
  "operation.list",
  "operation.read",
  "operation.follow-log",
]);

/** What the agent of a run needs beside the tools of its own: the board, what it asked for, and its branch's way out. */
const agentTools: ReadonlySet<string> = new Set([
  "project.list",
  "project.read",
  "task.list",
  "task.read",
  "task.create",
  "task.update",
  "task.delete",
  "run.read-diff",
  "run.follow-output",
  "git.push",
  "operation.list",
  "operation.read",
  "operation.cancel",
  "operation.follow-log",
]);

const followUps: ReadonlySet<string> = new Set(["operation.read", "operation.cancel"]);

/**
 * Left out of every area: jobs are operations again, a terminal is of no use without its socket, and what a stream of
 * changes says is old when a model reads it, and a whole board is the list of tasks again. What a person is told, and how, is that person's.
 */
const noise =
  /^(board\.|inbox\.|job\.|notice\.|channel\.|delivery\.|session\.|passkey\.|me\.(update|read-ways-in)$|files\.watch$|terminal\.(open|read|close|rename)$|run\.list-(events|interactions|messages)$|protection\.logs$)/;

/** Areas that hold more than the verbs of one noun; every noun is an area of its own as well. */
const areaByNoun: Readonly<Record<string, string>> = {
  task: "tasks",
  label: "tasks",
  "task-template": "tasks",
  run: "tasks",
  project: "projects",
  config: "projects",
  workspace: "workspace",
  files: "workspace",
  git: "workspace",
  "git-access": "workspace",
  terminal: "workspace",
  operation: "operations",
  protection: "operations",
  rule: "operations",
};

export const nounOf = ({ name }: Pick<Verb, "name">): string => name.split(".", 1)[0] ?? name;

/** True for what a machine may ask for at all: of the catalogue's rows those that are not for people alone. */
export const isForMachines = (verb: Verb): boolean =>
  verb.kind !== "command" || actionRow(verb.name).who === "any";

const areasOf = (verb: Verb): string[] => {
  const noun = nounOf(verb);
  const areas = ["all", noun, areaByNoun[noun] ?? noun];
  if (readTools.has(verb.name)) areas.push("read");
  if (agentTools.has(verb.name)) areas.push("agent");
  return areas;
};

const offered = [...verbByName.values()].filter((verb) => isForMachines(verb) && !noise.test(verb.name));

/** Every name that an address may choose, `read` first. */
export const areas: readonly string[] = [
  "read",
  ...[...new Set(offered.flatMap(areasOf))].filter((area) => area !== "read").sort(),
];

/** The verbs of the areas that `tools` names, separated by commas; throws VALIDATION_ERROR for one that is unknown. */
export function verbsOf(tools: string | null): readonly Verb[] {
  const chosen = new Set((tools ?? "").split(",").flatMap((area) => area.trim() || []));
  if (chosen.size === 0) chosen.add("read");
  const unknown = [...chosen].find((area) => !areas.includes(area));
  if (unknown !== undefined) {
    const reason = `choose among ${areas.join(", ")}, separated by commas`;
    throw new AppError("VALIDATION_ERROR", `tools: there is no area "${unknown.slice(0, 40)}"; ${reason}.`, {
      details: { field: "tools", reason },
    });
  }
  const verbs = offered.filter((verb) => areasOf(verb).some((area) => chosen.has(area)));
  // Who may be answered "held" has to be able to look again, and to take it back.
  const isAsking = verbs.some(({ kind }) => kind === "command");
  return isAsking ? offered.filter((verb) => verbs.includes(verb) || followUps.has(verb.name)) : verbs;
}
