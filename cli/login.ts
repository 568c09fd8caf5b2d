import { z } from "zod";
import { addressOf, isInTheClear, nameOfAddress } from "#cli/address.ts";
import type { CliEnvironment } from "#cli/environment.ts";
import { type ExitCode, exitCodes } from "#cli/exit-codes.ts";
import { usageFailure } from "#cli/failure.ts";
import { findProject } from "#cli/find-target.ts";
import { send } from "#cli/http.ts";
import { chooseLogin, type Login, loginsPath, readLogins, writeLogins } from "#cli/logins.ts";
import type { Output } from "#cli/output.ts";
import { askSecret, pipedSecret } from "#cli/read-secret.ts";
import { renderFields } from "#cli/render.ts";
import { didYouMean } from "#cli/suggest.ts";
import { oneLine } from "#cli/text.ts";
import { readWords } from "#cli/words.ts";

/** The commands about logins: they change this machine's file of them, and nothing on the server. */
export type OwnCommand = (
  environment: CliEnvironment,
  args: readonly string[],
  output: Output,
) => Promise<ExitCode>;

const shared = { json: "switch", server: "value" } as const;
const projectOf = (flags: Map<string, string[]>) => flags.get("project")?.[0];

const Me = z.looseObject({
  user: z.object({ name: z.string(), email: z.string(), role: z.string() }),
  key: z.looseObject({ name: z.string(), kind: z.string(), scopes: z.array(z.string()) }).optional(),
});
const whoIs = async (login: Login) =>
  Me.parse((await send(login, { method: "GET", path: "/api/auth/me", deadlineMs: 15_000 })).body);

export const login: OwnCommand = async (environment, args, output) => {
  const { positional, flags } = readWords(args, {
    ...shared,
    name: "value",
    "key-stdin": "switch",
    key: "secret",
  });
  const [typed, ...others] = positional;
  if (typed === undefined || others.length > 0) {
    if (others.length > 0 || flags.has("key"))
      throw usageFailure(
        "A key never stands in an argument.",
        "It is asked for, or piped in with --key-stdin.",
      );
    throw usageFailure("Say where: lockkeeper login <address>");
  }
  const address = addressOf(typed);
  const name = flags.get("name")?.[0] ?? nameOfAddress(address);
  if (isInTheClear(address)) {
    output.note("This address is not encrypted: the key crosses the network in the clear. Prefer https.");
  }
  if (!flags.has("key-stdin"))
    output.note(`Make a key at ${address}/settings/keys, of the kind "Command line".`);
  const key = flags.has("key-stdin")
    ? await pipedSecret("the key")
    : await askSecret("API key (it is not shown)");
  if (!/^lk_[\w-]+$/.test(key.reveal())) throw usageFailure("That is not an API key: one begins with lk_.");
  const { user, key: about } = await whoIs({ name, address, key, project: null });
  const logins = await readLogins(environment);
  const project = logins.servers[name]?.address === address ? logins.servers[name]?.project : undefined;
  const stored = { address, key: key.reveal(), ...(project === undefined ? {} : { project }) };
  await writeLogins(environment, { current: name, servers: { ...logins.servers, [name]: stored } });
  if (output.isJson) output.printJson({ name, address, user, key: about });
  else {
    const scopes = about ? ` with the scopes ${about.scopes.join(", ")}` : "";
    output.note(`Logged in at ${address} as ${oneLine(user.name)} (${user.role})${scopes}.`);
    output.note(`The key is kept in ${loginsPath(environment)}, readable by you alone.`);
  }
  return exitCodes.done;
};

export const logout: OwnCommand = async (environment, args, output) => {
  const { flags } = readWords(args, shared);
  const logins = await readLogins(environment);
  const known = Object.keys(logins.servers);
  const name = flags.get("server")?.[0] ?? logins.current;
  if (name === null) throw usageFailure("You are not logged in.");
  const left = logins.servers[name];
  if (!left) throw usageFailure(`No login is called "${name}".${didYouMean(name, known)}`);
  const servers = Object.fromEntries(Object.entries(logins.servers).filter(([each]) => each !== name));
  const current = logins.current === name ? (Object.keys(servers)[0] ?? null) : logins.current;
  await writeLogins(environment, { current, servers });
  if (output.isJson) output.printJson({ name, address: left.address, current });
  else {
    output.note(
      `Logged out of ${name}. The key itself is still good: revoke it at ${left.address}/settings/keys.`,
    );
    if (current) output.note(`Now meant: ${current}.`);
  }
  return exitCodes.done;
};

export const whoami: OwnCommand = async (environment, args, output) => {
  const { flags } = readWords(args, shared);
  const chosen = await chooseLogin(environment, flags.get("server")?.[0]);
  const me = await whoIs(chosen);
  const { servers } = await readLogins(environment);
  const others = Object.keys(servers).filter((name) => name !== chosen.name);
  const { name, address, project } = chosen;
  const answer = { server: name, address, project, ...me, otherServers: others };
  if (output.isJson) output.printJson(answer);
  else output.print(renderFields(answer, output));
  return exitCodes.done;
};

/** Which project, and which server, is meant where none is named. */
export const use: OwnCommand = async (environment, args, output) => {
  const { positional, flags } = readWords(args, { ...shared, project: "value" });
  const typed = positional[0] ?? projectOf(flags);
  const named = flags.get("server")?.[0];
  const chosen = await chooseLogin(environment, named);
  const say = (name: string | null, project: string | null) => {
    if (output.isJson) return output.printJson({ server: name, address: chosen.address, project });
    output.note(
      `${name ?? chosen.address}: ${project === null ? "no project is chosen" : `project ${project}`}`,
    );
  };
  if (chosen.name === null) {
    if (typed === undefined) say(null, chosen.project);
    else throw usageFailure("This login comes from the variables.", "Set LOCKKEEPER_PROJECT beside them.");
    return exitCodes.done;
  }
  const logins = await readLogins(environment);
  const stored = logins.servers[chosen.name];
  if (typed === undefined && named === undefined) {
    say(chosen.name, chosen.project);
    return exitCodes.done;
  }
  const project = typed === undefined ? stored?.project : (await findProject(chosen, typed)).slug;
  const kept = { address: chosen.address, key: chosen.key.reveal(), ...(project ? { project } : {}) };
  await writeLogins(environment, {
    current: chosen.name,
    servers: { ...logins.servers, [chosen.name]: kept },
  });
  say(chosen.name, project ?? null);
  return exitCodes.done;
};
