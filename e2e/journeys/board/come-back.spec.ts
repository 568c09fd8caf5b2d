import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";

test.describe.configure({ timeout: 150_000 });

test("a board that one comes back to shows what changed meanwhile, and arrows scroll in a task beside it", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const source = { type: "empty" } as const;
  const projectId = await newProject(lockkeeper, ownerSession, { name: "Come back", source });
  const door = rest(lockkeeper, ownerSession.key);
  const path = `/projects/${projectId}/tasks`;
  const description = Array.from({ length: 80 }, (_, line) => `Line ${line} of what is asked.`).join("\n\n");
  const task = TaskView.parse(await door.send("POST", path, { title: "Before", description }));
  await owner.goto(`/projects/${projectId}/board`);
  await expect(owner.getByRole("link", { name: "#1 Before" })).toBeVisible();

  // By the links of the page: what was read stays in the browser.
  await owner.getByRole("link", { name: "Files", exact: true }).click();
  await expect(owner.getByRole("region", { name: "Files of the workspace" })).toBeVisible();
  await door.send("POST", `${path}/${task.id}/move`, { status: "done" });
  await owner.getByRole("link", { name: "Board", exact: true }).click();
  await expect(owner.getByRole("region", { name: /^Done, 1 task/ })).toBeVisible({ timeout: 30_000 });

  await owner.getByRole("link", { name: "#1 Before" }).click();
  const log = owner.getByRole("log", { name: "Conversation" });
  await log.focus();
  await owner.keyboard.press("ArrowDown");
  await expect.poll(() => log.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await expect(log).toBeFocused();
});
