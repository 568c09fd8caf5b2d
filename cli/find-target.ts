import { z } from "zod";
import { failed, usageFailure } from "#cli/failure.ts";
import { send } from "#cli/http.ts";
import type { Login } from "#cli/logins.ts";
import { nearestOf } from "#cli/suggest.ts";

/** Finds what people name by a slug or a number, for the door takes ids. */

export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const Project = z.object({ id: z.string(), slug: z.string(), name: z.string() });
const Task = z.object({ id: z.string(), number: z.number() });
const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const Projects = pageOf(Project);
const Tasks = pageOf(Task);

const pageMax = 200;

/** A project by its slug, its name or its id. */
export async function findProject(login: Login, typed: string): Promise<{ id: string; slug: string }> {
  if (isId(typed)) return { id: typed, slug: typed };
  const found = await listProjects(login, { q: typed });
  const lower = typed.toLowerCase();
  const named = found.filter(({ name }) => name.toLowerCase() === lower);
  const match = found.find(({ slug }) => slug === lower) ?? (named.length === 1 ? named[0] : undefined);
  if (match) return match;
  if (named.length > 1)
    throw failed(
      `${named.length} projects are called "${typed}". Say which, by the slug:`,
      ...named.map(({ slug }) => `  ${slug}`),
    );
  const slugs = (await listProjects(login, {})).map(({ slug }) => slug);
  const nearest = nearestOf(typed, slugs);
  throw failed(
    `There is no project "${typed}", or you may not see it.${nearest ? ` Did you mean "${nearest}"?` : ""}`,
    "See them with `lockkeeper projects list`.",
  );
}

async function listProjects(login: Login, query: Record<string, string>) {
  const search = new URLSearchParams({ ...query, limit: String(pageMax) });
  const { body } = await send(login, { method: "GET", path: "/api/projects", query: search });
  return Projects.parse(body).items;
}

/** The project that is meant where one has to be: the one named, else the default. */
export function requireProject(login: Login, typed: string | null) {
  const meant = typed ?? login.project;
  if (meant !== null) return findProject(login, meant);
  throw usageFailure(
    "Which project is meant?",
    "Name it with --project <slug>, or choose a default with `lockkeeper use <project>`.",
  );
}

/** A task by its number on the board (`12` or `#12`) or its id. */
export async function findTaskId(login: Login, projectId: string, typed: string): Promise<string> {
  if (isId(typed)) return typed;
  const number = Number(/^#?(\d{1,9})$/.exec(typed)?.[1]);
  if (!Number.isInteger(number))
    throw usageFailure(`A task is named by its number, such as 12, not "${typed}".`);
  const path = `/api/projects/${encodeURIComponent(projectId)}/tasks`;
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query = new URLSearchParams({ q: String(number), limit: String(pageMax) });
    if (cursor !== "") query.set("cursor", cursor);
    const page: z.infer<typeof Tasks> = Tasks.parse((await send(login, { method: "GET", path, query })).body);
    const found = page.items.find((task) => task.number === number);
    if (found) return found.id;
    cursor = page.nextCursor;
  }
  throw failed(`There is no task ${number} in this project.`, "See them with `lockkeeper tasks list`.");
}

const WithWorkspace = z.object({ workspace: z.object({ id: z.string() }).nullable() });

/** The workspace of a project. */
export async function findWorkspaceId(login: Login, projectId: string): Promise<string> {
  const path = `/api/projects/${encodeURIComponent(projectId)}`;
  const { workspace } = WithWorkspace.parse((await send(login, { method: "GET", path })).body);
  if (workspace) return workspace.id;
  throw failed("This project has no workspace.", "Make one with `lockkeeper workspaces create`.");
}
