import type { Page } from "@playwright/test";
import { z } from "zod";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { pressEverything } from "#e2e/fixtures/press-everything.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { ProjectView } from "#lib/modules/projects/schema.ts";

// One person who may only read a project, on every page of it and of the installation's settings.
test.describe.configure({ mode: "serial", timeout: 240_000 });

const People = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });
const Operations = z.object({ items: z.array(z.object({ command: z.string(), state: z.string() })) });

let api: Rest;
let reader: Page;
let readerId: string;
let projectId: string;
/** The body of each request of the reader's pages that asks for a change. */
const asked: string[] = [];

test.beforeAll(async ({ lockkeeper, ownerSession, browser }) => {
  api = rest(lockkeeper, ownerSession.key);
  projectId = await newProject(lockkeeper, ownerSession, { name: "Read only", source: { type: "empty" } });
  const { workspace } = await api.get(`/projects/${projectId}`, ProjectView);
  const files = `/workspaces/${workspace?.id}/files`;
  await api.send("PUT", `${files}/content`, { path: "notes.md", content: "Words.\n", isNew: true });
  await api.send("POST", `/projects/${projectId}/tasks`, { title: "Look, and touch nothing" });
  await api.send("POST", `/projects/${projectId}/labels`, { name: "calm" });
  await api.send("PUT", `/projects/${projectId}/config`, { checkCommand: "true" });

  reader = await signedIn(browser, lockkeeper, { name: "Rory Reader", role: "member" });
  const { items } = await api.get("/people", People);
  readerId = items.find(({ name }) => name === "Rory Reader")?.id ?? "";
  await api.send("POST", `/projects/${projectId}/members`, { personId: readerId, access: "read" });
  // Away from the first steps, which keep what is done.
  await reader.goto("/account");
  reader.on("request", (request) => {
    if (request.method() !== "GET") asked.push(`${request.url()} ${request.postData() ?? ""}`);
  });
});
test.afterAll(() => reader?.context().close());

/** What the reader asked for so far, by the pages and by the record. */
async function askedSoFar() {
  const { items } = await api.get(`/operations?personId=${readerId}`, Operations);
  return { asked, operations: items };
}
const nothing = { asked: [], operations: [] };

test("who only reads a project is offered nothing on any page of it that would be refused", async () => {
  const pages = {
    board: "You have read access here",
    "board/1": "You have read access here",
    "files?path=notes.md": "notes.md",
    git: "Changes",
    "git?tab=branches": "Put aside",
    terminal: "Terminals are for those who may write",
    workspace: "Workspace",
    agents: "You can read this.",
    settings: "Project settings",
  };
  for (const [path, words] of Object.entries(pages)) {
    await reader.goto(`/projects/${projectId}/${path}`);
    await expect(reader.getByRole("main").getByText(words).first()).toBeVisible();
    // Everybody may leave, and then reads nothing more.
    await pressEverything(reader, ["Leave…"]);
    expect(await askedSoFar(), path).toEqual(nothing);
  }
  await expect(reader.getByRole("button", { name: "Leave…" })).toBeVisible();
});

test("neither keys nor a carried card nor the menu of a file do what is not offered", async () => {
  await reader.goto(`/projects/${projectId}/board`);
  await reader.getByRole("link", { name: "#1 Look, and touch nothing" }).focus();
  for (const key of ["n", "x", "Space", "ArrowRight", "Space"]) await reader.keyboard.press(key);
  await expect(reader.getByRole("dialog")).toHaveCount(0);
  await expect(reader.getByRole("region", { name: "Selected cards" })).toHaveCount(0);

  await reader.goto(`/projects/${projectId}/files`);
  const notes = reader.getByRole("treeitem", { name: "notes.md" });
  await notes.click();
  for (const key of ["F2", "Delete", "Control+d", "Control+x", "Control+v", "Control+s"])
    await reader.keyboard.press(key);
  await notes.click({ button: "right" });
  await expect(reader.getByRole("menuitem")).toHaveText(["Copy path", "Download"]);
  await expect(notes).toBeVisible();
  expect(await askedSoFar()).toEqual(nothing);
});

test("on the board of all projects only cards of those that one may change can be selected", async () => {
  const made = await api.send("POST", "/projects", { name: "Written too", source: { type: "empty" } });
  const { project } = z.object({ project: z.object({ id: z.string() }) }).parse(made);
  await api.send("POST", `/projects/${project.id}/members`, { personId: readerId, access: "write" });
  await api.send("POST", `/projects/${project.id}/tasks`, { title: "Change what you like" });
  await reader.goto("/board");
  const cards = { read: "#1 Look, and touch nothing", written: "#1 Change what you like" };
  for (const name of Object.values(cards)) await expect(reader.getByRole("link", { name })).toBeVisible();
  await expect(reader.getByRole("checkbox", { name: "Select #1" })).toHaveCount(1);
  for (const name of Object.values(cards)) {
    await reader.getByRole("link", { name }).focus();
    await reader.keyboard.press("x");
  }
  await expect(reader.getByRole("region", { name: "Selected cards" })).toContainText("1 selected");
  await expect(reader.getByRole("link", { name: `${cards.written}, selected` })).toBeVisible();
  expect(await askedSoFar()).toEqual(nothing);
});

test("a member of the installation is offered nothing in its settings that is up to admins", async () => {
  const pages = ["", "/spending", "/general", "/limits", "/retention", "/backups", "/leftovers", "/mail"];
  const more = ["/notifications", "/github", "/cloudflare", "/registries", "/people", "/sign-in"];
  for (const path of [...pages, ...more, "/protection", "/secrets"]) {
    await reader.goto(`/settings${path}`);
    await expect(reader.getByRole("main").getByRole("heading").first()).toBeVisible();
    await pressEverything(reader);
    expect(await askedSoFar(), path).toEqual(nothing);
  }
});
