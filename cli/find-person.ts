import { z } from "zod";
import { type CliFailure, failed } from "#cli/failure.ts";
import { isId } from "#cli/find-target.ts";
import { send } from "#cli/http.ts";
import type { Login } from "#cli/logins.ts";
import { didYouMean } from "#cli/suggest.ts";

/** Finds people, and invitations, by what people know of them: an address or a name. The door takes ids. */

interface Known {
  id: string;
  name: string;
  /** Null where one may not read it: owners and admins alone see addresses. */
  email: string | null;
}

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

const People = pageOf(
  z.object({ id: z.string(), name: z.string(), more: z.object({ email: z.string() }).nullable() }),
);
const Members = pageOf(z.object({ person: z.object({ id: z.string(), name: z.string() }) }));
const Invitations = pageOf(z.object({ id: z.string(), email: z.string().nullable(), state: z.string() }));

const pageMax = 200;

async function listAll<Item>(
  login: Login,
  path: string,
  page: z.ZodType<{ items: Item[]; nextCursor: string | null }>,
  filter: Record<string, string> = {},
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query = new URLSearchParams({ ...filter, limit: String(pageMax) });
    if (cursor !== "") query.set("cursor", cursor);
    const read = page.parse((await send(login, { method: "GET", path, query })).body);
    items.push(...read.items);
    cursor = read.nextCursor;
  }
  return items;
}

const isSame = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase();

/**
 * The id of the one person of this address or this name; where a member of a project is meant, a name has to be the only
 * one there. What has an @ is an address and never a name: people choose their names themselves.
 */
export async function findPersonId(login: Login, typed: string, projectId: string | null): Promise<string> {
  const text = typed.trim();
  if (isId(text)) return text;
  const isAddress = text.includes("@");
  const members = projectId === null || isAddress ? [] : await listMembers(login, projectId);
  const [member, ...otherMembers] = members.filter(({ name }) => isSame(name, text));
  if (member && otherMembers.length === 0) return member.id;
  const near = await listPeople(login, { q: text });
  // Not every one of them has to be among the people, who leave out who is disabled: none of them is the only one.
  if (member) throw several(text, withAddresses([member, ...otherMembers], near));
  const found = near.filter(({ name, email }) => isSame(isAddress ? email : name, text));
  const [only] = found;
  if (!only) throw nobody(text, await listPeople(login, {}));
  if (found.length > 1) throw several(text, found);
  return only.id;
}

function withAddresses(members: readonly Omit<Known, "email">[], people: readonly Known[]): Known[] {
  const addresses = new Map(people.map(({ id, email }) => [id, email]));
  return members.map((member) => ({ ...member, email: addresses.get(member.id) ?? null }));
}

async function listMembers(login: Login, projectId: string): Promise<Omit<Known, "email">[]> {
  const path = `/api/projects/${encodeURIComponent(projectId)}/members`;
  return (await listAll(login, path, Members)).map(({ person }) => person);
}

async function listPeople(login: Login, filter: Record<string, string>): Promise<Known[]> {
  const all = await listAll(login, "/api/people", People, filter);
  return all.map(({ id, name, more }) => ({ id, name, email: more?.email ?? null }));
}

function nobody(typed: string, people: readonly Known[]): CliFailure {
  const near = didYouMean(
    typed,
    people.flatMap(({ name, email }) => (email === null ? [name] : [name, email])),
  );
  const isAddress = typed.includes("@");
  const isBlind = isAddress && people.some(({ email }) => email === null);
  return failed(
    `There is nobody ${isAddress ? "with the address" : "called"} "${typed}" here, or you may not know of them.${near}`,
    isBlind
      ? "Owners and admins alone see addresses: give the name or the id, as `lockkeeper people list` prints them."
      : "See who is here with `lockkeeper people list`; invite who is not with `lockkeeper invitations create`.",
  );
}

function several(typed: string, named: readonly Known[]): CliFailure {
  const isKnown = named.every(({ email }) => email !== null);
  return failed(
    `${named.length} people are called "${typed}". Say which, by ${isKnown ? "the e-mail address" : "the id"}:`,
    ...named.map(({ id, email }) => `  ${isKnown ? email : id}`),
  );
}

const waits = ["open", "expired"];

/** The id of the one invitation to this address that may still be used or made new. */
export async function findInvitationId(login: Login, typed: string): Promise<string> {
  const text = typed.trim();
  if (isId(text)) return text;
  const all = await listAll(login, "/api/invitations", Invitations);
  const found = all.filter(({ email, state }) => isSame(email, text) && waits.includes(state));
  const [only] = found;
  if (only && found.length === 1) return only.id;
  if (only)
    throw failed(
      `${found.length} invitations to ${text} wait. Say which, by the id:`,
      ...found.map(({ id, state }) => `  ${id} (${state})`),
    );
  throw failed(
    `No invitation to "${text}" waits, or you may not see it.`,
    "See them with `lockkeeper invitations list`; one that names no address goes by its id.",
  );
}
