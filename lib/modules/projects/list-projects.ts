import { z } from "zod";
import { invalid } from "#lib/kernel/errors.ts";
import { Id } from "#lib/kernel/ids.ts";
import { ListProjectsInput, ProjectPage } from "#lib/modules/projects/schema.ts";
import { type SelectedProject, selectGlances, selectProjects } from "#lib/modules/projects/store.ts";
import { projectView } from "#lib/modules/projects/view.ts";
import { query } from "#lib/operations/query.ts";

/** Projects by last activity (newest first) or by name, a page at a time. */
export const listProjects = query({
  name: "project.list",
  http: "GET /api/projects",
  summary: "List projects",
  input: ListProjectsInput,
  output: ProjectPage,
  async read({ tx, input, actor }) {
    const { limit, cursor, q, sort } = input;
    const after = cursor === undefined ? undefined : readCursor(cursor, sort);
    const rows = await selectProjects(tx, actor, { q, sort, after }, limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const glances = await selectGlances(
      tx,
      page.map(({ project }) => project.id),
    );
    return {
      items: page.map((row) => projectView(row, glances.get(row.project.id), actor)),
      nextCursor: last ? writeCursor(last, sort) : null,
    };
  },
});

const Cursor = z.tuple([z.enum(["activity", "name"]), z.string().max(400), Id]);

const writeCursor = ({ key, project }: SelectedProject, sort: string): string =>
  Buffer.from(JSON.stringify([sort, key, project.id])).toString("base64url");

function readCursor(cursor: string, sort: string): { key: string; id: string } {
  const parsed = Cursor.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  const isOurs = parsed.success && parsed.data[0] === sort && (sort === "name" || isTime(parsed.data[1]));
  if (!isOurs) throw invalid("cursor", "is not a cursor of this list");
  const [, key, id] = parsed.data;
  return { key, id };
}

const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/.test(text);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
