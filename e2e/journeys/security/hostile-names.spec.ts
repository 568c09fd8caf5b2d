import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { z } from "zod";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { expect, test } from "#e2e/fixtures/test.ts";

test.setTimeout(300_000);

const markup = '<img src=x onerror="window.ranMarkup=1">';
/** As much of the same as git takes for a branch. */
const branch = "<svg/onload=window.ranMarkup=1>";

const Made = z.object({ id: z.string() });
const made = async (answer: Promise<unknown>) => Made.parse(await answer).id;

/** One thing of each kind that people name, called by markup. */
async function nameEverything(api: Rest, projectId: string): Promise<void> {
  const { workspace } = await api.get(
    `/projects/${projectId}`,
    z.object({ workspace: z.object({ id: z.string() }) }),
  );
  const labelId = await made(api.send("POST", `/projects/${projectId}/labels`, { name: markup }));
  await made(
    api.send("POST", `/projects/${projectId}/tasks`, {
      title: markup,
      description: `${markup}\n\n[link](javascript:window.ranMarkup=1)\n\n<script>window.ranMarkup=1</script>`,
      labelIds: [labelId],
    }),
  );
  await api.send("POST", `/projects/${projectId}/task-templates`, { name: markup, title: markup });
  await api.send("POST", "/keys", { name: markup, kind: "service", scopes: ["read"] });
  await api.send("POST", "/channels", { kind: "webhook", name: markup, url: "https://example.org/hook" });
  await api.send("PUT", `/workspaces/${workspace.id}/files/content`, {
    path: markup,
    content: `${markup}\n<script>window.ranMarkup=1</script>`,
    isNew: true,
  });
  await api.send("POST", "/git/checkout", { workspaceId: workspace.id, branch, create: true });
  await api.send("POST", "/terminals", { workspaceId: workspace.id, name: markup });
  await api.send("POST", `/projects/${projectId}/stop`, { reason: markup });
}

/** The address of every page of the console, as the folders say them. */
async function pagePaths(params: Record<string, string>): Promise<string[]> {
  const folder = join(dirname(dirname(dirname(import.meta.dirname))), "app/(console)");
  const files = await readdir(folder, { recursive: true });
  const pages = files.filter((name) => /(?:^|\/)page\.tsx$/.test(name)).map((name) => `/${dirname(name)}`);
  return pages.map((path) => path.replace(/\[(\w+)\]/g, (_, name: string) => params[name] ?? "1")).toSorted();
}

/** What a page complains of: scripts that its policy held back, and any that ran all the same. */
async function faultsOf(page: Page, path: string): Promise<string[]> {
  const faults: string[] = [];
  const listen = (text: string) => {
    if (/Content Security Policy|Refused to/.test(text)) faults.push(`${path}: ${text}`);
  };
  page.on("console", (message) => listen(message.text()));
  page.on("dialog", (dialog) => {
    faults.push(`${path}: a dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(path);
  await expect(page.locator("main, [role=main]").first()).toBeVisible();
  await page.waitForTimeout(500);
  const hasRun = await page.evaluate(() => "ranMarkup" in window);
  const elements = await page.locator('img[src="x"], svg[onload]').count();
  if (hasRun || elements > 0) faults.push(`${path}: markup of a name became an element`);
  page.removeAllListeners("console");
  page.removeAllListeners("dialog");
  return faults;
}

test("names with markup in the delete dialog: on every page, names of projects, cards, labels, templates, people, keys, channels, branches and files are text", async ({
  lockkeeper,
  owner,
  ownerSession,
}) => {
  const source = { type: "empty" } as const;
  const projectId = await newProject(lockkeeper, ownerSession, { name: markup, source });
  const api = rest(lockkeeper, ownerSession.key);
  await nameEverything(api, projectId);
  const { items } = await api.get("/operations?limit=1", z.object({ items: z.array(Made) }));
  await signInLink(lockkeeper, "--email", "eve@example.org", "--name", markup, "--role", "member");

  const paths = await pagePaths({ projectId, number: "1", operationId: items[0]?.id ?? "" });
  expect(paths.length).toBeGreaterThan(15);
  const faults: string[] = [];
  for (const path of paths) faults.push(...(await faultsOf(owner, path)));
  expect(faults).toEqual([]);

  // Where it is deleted the name is read out, and typed.
  await owner.goto(`/projects/${projectId}/settings`);
  await expect(owner.getByText(markup).first()).toBeVisible();
  await owner
    .getByRole("button", { name: /Delete/ })
    .first()
    .click();
  await expect(owner.getByRole("dialog").or(owner.getByRole("alertdialog")).first()).toContainText(markup);
  expect(await owner.evaluate(() => "ranMarkup" in window)).toBe(false);
});

test("a script that got into a page all the same is not run, nor sent anywhere", async ({ owner }) => {
  await owner.goto("/projects");
  const held = await owner.evaluate(async () => {
    const violations: string[] = [];
    addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.ranMarkup = 1";
    document.body.append(script);
    const link = document.createElement("a");
    link.setAttribute("onclick", "window.ranMarkup = 1");
    document.body.append(link);
    link.click();
    await fetch("https://evil.example/").catch(() => {});
    const frame = document.createElement("iframe");
    frame.src = "https://evil.example/";
    document.body.append(frame);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { violations, hasRun: "ranMarkup" in window };
  });
  expect(held.hasRun).toBe(false);
  for (const directive of ["script-src-elem", "script-src-attr", "connect-src", "frame-src"])
    expect(held.violations).toContain(directive);
});
