import type {
  ListResourcesResult,
  ReadResourceResult,
  ResourceTemplate,
} from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { read, readEnd } from "#lib/http/mcp/call-tool.ts";
import type { Caller } from "#lib/http/mcp/caller.ts";
import { linesMax } from "#lib/http/mcp/read-stream.ts";
import { shorten } from "#lib/http/mcp/shorten.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { Id } from "#lib/kernel/ids.ts";
import { listProjects } from "#lib/modules/projects/list-projects.ts";
import { readProject } from "#lib/modules/projects/read-project.ts";
import { ProjectPage } from "#lib/modules/projects/schema.ts";
import { followOutput } from "#lib/modules/runs/follow-output.ts";
import { listTasks } from "#lib/modules/tasks/list-tasks.ts";
import { readTask } from "#lib/modules/tasks/read-task.ts";
import { TaskPage } from "#lib/modules/tasks/schema.ts";
import { followOperationLog } from "#lib/operations/follow-operation-log.ts";
import { readOperation } from "#lib/operations/read-operation.ts";

/** What can be read by its address, in the caller's own scope; made of the same queries as everything else. */

const scheme = "lockkeeper://";
const json = "application/json";
const pageMax = 200;

interface Kind {
  name: string;
  /** `{name}` is one part of the address. */
  template: string;
  description: string;
  read(caller: Caller, parts: Record<string, string>): Promise<unknown>;
}

const kinds: readonly Kind[] = [
  {
    name: "Projects",
    template: "projects",
    description: "The projects that you may see",
    read: (caller) => read(caller, listProjects, { limit: pageMax }),
  },
  {
    name: "Project",
    template: "projects/{projectId}",
    description: "A project with its workspace",
    read: (caller, { projectId }) => read(caller, readProject, { projectId }),
  },
  {
    name: "Board",
    template: "projects/{projectId}/tasks",
    description: "The tasks of a project, newest first",
    read: (caller, { projectId }) => read(caller, listTasks, { projectId, limit: pageMax }),
  },
  {
    name: "Task",
    template: "projects/{projectId}/tasks/{number}",
    description: "A task by its number, with its current run",
    read: async (caller, parts) => read(caller, readTask, await taskOf(caller, parts)),
  },
  {
    name: "Transcript",
    template: "projects/{projectId}/tasks/{number}/transcript",
    description: "What the agent of a task said and did last",
    read: async (caller, parts) =>
      readEnd(caller, followOutput, { ...(await taskOf(caller, parts)), lines: linesMax }),
  },
  {
    name: "Operation",
    template: "operations/{operationId}",
    description: "An operation: its state, its steps, and what it waits for",
    read: (caller, { operationId }) => read(caller, readOperation, { operationId }),
  },
  {
    name: "Log of an operation",
    template: "operations/{operationId}/log",
    description: "The last lines of an operation's log",
    read: (caller, { operationId }) => readEnd(caller, followOperationLog, { operationId, lines: linesMax }),
  },
];

export const resourceTemplates: ResourceTemplate[] = kinds
  .filter(({ template }) => template.includes("{"))
  .map(({ name, template, description }) => ({
    name,
    uriTemplate: scheme + template,
    description,
    mimeType: json,
  }));

/** The list of projects, and of each the project and its board. */
export async function listResources(caller: Caller): Promise<ListResourcesResult> {
  const { items } = ProjectPage.parse(await read(caller, listProjects, { limit: pageMax }));
  return {
    resources: [
      {
        name: "Projects",
        uri: `${scheme}projects`,
        description: "The projects that you may see",
        mimeType: json,
      },
      ...items.flatMap(({ id, name }) => [
        { name, uri: `${scheme}projects/${id}`, description: "A project with its workspace", mimeType: json },
        {
          name: `Board of ${name}`,
          uri: `${scheme}projects/${id}/tasks`,
          description: "The tasks of a project, newest first",
          mimeType: json,
        },
      ]),
    ],
  };
}

/** Throws NOT_FOUND, in the same words, for what is not there, what one may not see, and what is no address. */
export async function readResource(caller: Caller, uri: string): Promise<ReadResourceResult> {
  for (const kind of kinds) {
    const parts = partsOf(kind.template, uri);
    if (!parts) continue;
    const { text } = shorten(z.record(z.string(), z.unknown()).parse(await kind.read(caller, parts)));
    return { contents: [{ uri, mimeType: json, text }] };
  }
  throw notFound("resource");
}

function partsOf(template: string, uri: string): Record<string, string> | null {
  const given = uri.startsWith(scheme) ? uri.slice(scheme.length).split("/") : [];
  const wanted = template.split("/");
  if (given.length !== wanted.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && value !== part) return null;
    if (name === undefined) continue;
    // An id of another form is of nothing that is there.
    if (name.endsWith("Id") && !Id.safeParse(value).success) return null;
    parts[name] = value;
  }
  return parts;
}

/** The task of a number, looked for page by page as the board's search finds it. */
async function taskOf(caller: Caller, { projectId, number = "" }: Record<string, string>) {
  if (!/^\d{1,9}$/.test(number)) throw notFound("task");
  for (let cursor: string | null = null; ; ) {
    const input = { projectId, q: number, limit: pageMax, ...(cursor === null ? {} : { cursor }) };
    const page: z.infer<typeof TaskPage> = TaskPage.parse(await read(caller, listTasks, input));
    const task = page.items.find((item) => item.number === Number(number));
    if (task) return { projectId, taskId: task.id };
    cursor = page.nextCursor;
    if (cursor === null) throw notFound("task");
  }
}
