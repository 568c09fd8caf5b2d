import type { Locator, Page } from "@playwright/test";
import { libraryOrigin } from "#e2e/fixtures/bare-origin.ts";
import { liftCard } from "#e2e/fixtures/lift-card.ts";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { planted } from "#e2e/fixtures/planted.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { demonstrationScript } from "#e2e/fixtures/scripted-model/demonstration.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";

// As root, the way people walk it: with workspaces that have a user of their own (an empty variable counts as not set).
const test = base.extend<object, { lockkeeper: Lockkeeper }>({
  lockkeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const lockkeeper = await startLockkeeper({ env: { LOCKKEEPER_WORKSPACE_USER: "" } });
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

// One board on a clone of this project's own history; the real OpenCode works against a model that follows a script.
test.describe.configure({ mode: "serial", timeout: 240_000 });

const agentMs = 120_000;
let model: ScriptedModel;

test.beforeAll(async () => {
  model = await startScriptedModel({ script: demonstrationScript() });
});
test.afterAll(() => model.close());

/** Of the person who is signed in on the page. */
async function idOf(page: Page): Promise<string> {
  const { user } = await (await page.request.get("/api/auth/me")).json();
  return user.id;
}

const column = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(`^${name},`) });

async function addTask(page: Page, title: string, button: "Add to To do" | "Add and run"): Promise<void> {
  await page
    .getByRole("button", { name: /^New task/ })
    .first()
    .click();
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: button }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("a card is run by the agent, reviewed, read, sent back, approved, merged and pushed", async ({
  owner,
  origin,
  lockkeeper,
  ownerSession,
}) => {
  await owner.goto("/settings");
  await owner.getByRole("radio", { name: /OpenAI-compatible/ }).click();
  await owner.getByLabel("Base URL").fill(model.baseUrl);
  await owner.getByLabel(/model/i).last().fill("scripted");
  await owner.getByLabel("API key").fill(planted("sk-journey"));
  await owner.getByRole("button", { name: /^Save/ }).click();
  await expect(owner.getByText("Answered when it was last asked")).toBeVisible();
  await expectAccessible(owner);

  const source = { type: "git", url: origin.path } as const;
  const projectId = await newProject(lockkeeper, ownerSession, { name: "Harbor", source });
  await owner.goto(`/projects/${projectId}/board`);
  await expect(owner.getByText("Give an agent its first task")).toBeVisible();
  await expectAccessible(owner);

  await addTask(owner, "Write down the tides", "Add and run");
  const card = owner.getByRole("link", { name: "#1 Write down the tides" });
  await expect(
    column(owner, "Human review").getByRole("link", { name: "#1 Write down the tides" }),
  ).toBeVisible({
    timeout: agentMs,
  });
  await card.click();
  await expect(owner.getByRole("log", { name: "Conversation" })).toContainText("NOTES.md");
  await expectAccessible(owner);
  await owner.getByRole("tab", { name: "Changes" }).click();
  await expect(owner.getByRole("article", { name: "NOTES.md" })).toBeVisible();
  await expectAccessible(owner);
  // The changes have the whole width; the address keeps them over a reload.
  await expect(column(owner, "To do")).toBeHidden();
  await owner.reload();
  // With its lines and those of the file above, which move what is below them as they come.
  await expect(owner.getByRole("article", { name: "NOTES.md" })).toContainText("- Write down the tides");
  await expect(owner.getByRole("article", { name: "notes/write-down-the-tides.md" })).toContainText(
    "# Write down the tides",
  );

  // Its worktree opens in the editor, and what is saved there is part of its changes.
  await owner.getByRole("link", { name: "Open NOTES.md in the editor" }).click();
  await expect(owner.getByText("Worktree of #1")).toBeVisible();
  const editor = owner.getByRole("textbox", { name: "NOTES.md", exact: true });
  await editor.focus();
  await owner.keyboard.press("ControlOrMeta+End");
  await owner.keyboard.insertText("Said by a person too.\n");
  await expect(owner.getByRole("tab", { name: "NOTES.md, not saved" })).toBeVisible();
  await owner.keyboard.press("Control+s");
  await expect(owner.getByRole("tab", { name: "NOTES.md", exact: true })).toBeVisible();
  await owner.reload();
  await expect(owner.getByRole("tabpanel")).toContainText("Said by a person too.");
  await expectAccessible(owner);
  await owner.getByRole("link", { name: "#1", exact: true }).click();
  await owner.getByRole("tab", { name: "Changes" }).click();
  await expect(owner.getByRole("article", { name: "NOTES.md" })).toContainText("Said by a person too.");

  await owner.getByLabel("What should change").fill("Please say more about spring tides");
  await owner.getByRole("button", { name: "Send back" }).click();
  await expect(owner.getByLabel("What should change")).toHaveCount(0);
  await expect(owner.getByRole("button", { name: "Approve" })).toBeVisible({ timeout: agentMs });

  const before = await origin.git("rev-parse", "main");
  await owner.getByRole("button", { name: "Approve" }).click();
  await owner.getByRole("button", { name: "Close the task" }).click();
  await expect(column(owner, "Done").getByText("Merged")).toBeVisible({ timeout: 60_000 });
  expect(await origin.git("rev-parse", "main")).not.toBe(before);
  expect(await origin.git("show", "main:NOTES.md")).not.toBe("");
});

test("a question and a permission are answered on the card, and Abort stops an agent that is at work", async ({
  owner,
}) => {
  await owner.goto("/projects");
  await owner.getByRole("link", { name: "Harbor" }).first().click();
  await owner.getByRole("link", { name: "Board" }).first().click();
  await addTask(owner, "ask me about the colour", "Add and run");
  await owner.getByRole("link", { name: "#2 ask me about the colour" }).click();
  await expect(owner.getByRole("region", { name: "The agent asks a question" })).toBeVisible({
    timeout: agentMs,
  });
  await expectAccessible(owner);
  await expect(owner.getByText("As the rest of the page"), "what follows from an option").toBeVisible();
  await owner.getByRole("radio", { name: /^Blue/ }).click();
  await owner.getByRole("button", { name: "Answer", exact: true }).click();
  await expect(owner.getByRole("button", { name: "Approve" })).toBeVisible({ timeout: agentMs });

  await addTask(owner, "look outside, with permission", "Add and run");
  await owner.getByRole("link", { name: "#3 look outside, with permission" }).click();
  const asked = owner.getByRole("region", { name: "The agent asks for a permission" });
  await expect(asked).toContainText("/etc", { timeout: agentMs });
  await expectAccessible(owner);
  await asked.getByRole("button", { name: "Allow once" }).click();
  await expect(owner.getByRole("button", { name: "Approve" })).toBeVisible({ timeout: agentMs });

  await addTask(owner, "hang for ever", "Add and run");
  await owner.getByRole("link", { name: "#4 hang for ever" }).click();
  await owner.getByRole("button", { name: "Abort" }).click({ timeout: agentMs });
  await expect(column(owner, "To do").getByRole("link", { name: "#4 hang for ever" })).toBeVisible({
    timeout: 60_000,
  });
});

test("a narrow screen shows the column with something to do, and says so of an empty one", async ({
  owner,
}) => {
  await owner.setViewportSize({ width: 390, height: 844 });
  await owner.goto("/projects");
  await owner.getByRole("link", { name: "Harbor" }).first().click();
  await expect(owner.getByRole("link", { name: "#2 ask me about the colour" })).toBeVisible();
  await owner.getByRole("button", { name: /^AI review/ }).click();
  await expect(owner.getByText("No card is in AI review now.")).toBeVisible();
  await expectAccessible(owner);
});

test("a card is carried by the keyboard along a legal move, and told why not along another", async ({
  owner,
}) => {
  await owner.goto("/projects");
  await owner.getByRole("link", { name: "Harbor" }).first().click();
  await owner.getByRole("link", { name: "Board" }).first().click();
  await addTask(owner, "Carried by hand", "Add to To do");
  const card = owner.getByRole("link", { name: "#5 Carried by hand" });
  const carry = async (...columns: string[]) => {
    await liftCard(card);
    for (const name of columns) {
      await owner.keyboard.press("ArrowRight");
      await expect(owner.getByText(`#5 Carried by hand is over ${name}.`)).toBeAttached();
    }
    await owner.keyboard.press("Space");
  };
  await carry("In progress", "AI review");
  await expect(owner.getByText("That move is not possible")).toBeVisible();
  await carry("In progress", "AI review", "Human review", "Done");
  await expect(column(owner, "Done").getByRole("link", { name: "#5 Carried by hand" })).toBeVisible();
});

test("a card is carried by the mouse along a legal move, and told why not along another", async ({
  owner,
}) => {
  await owner.goto("/projects");
  await owner.getByRole("link", { name: "Harbor" }).first().click();
  await owner.getByRole("link", { name: "Board" }).first().click();
  await addTask(owner, "Carried by mouse", "Add to To do");
  const card = owner.getByRole("link", { name: "#6 Carried by mouse" });
  const middleOf = async (place: Locator) => {
    const box = await place.boundingBox();
    if (box === null) throw new Error("It is not on the screen.");
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  const carry = async (name: string) => {
    await owner.mouse.move(...(await middleOf(card)));
    await owner.mouse.down();
    await owner.mouse.move(...(await middleOf(column(owner, name))), { steps: 8 });
    await expect(owner.getByText(`#6 Carried by mouse is over ${name}.`)).toBeAttached();
    await owner.mouse.up();
  };
  await carry("AI review");
  await expect(owner.getByText("That move is not possible")).toBeVisible();
  await expect(column(owner, "To do").getByRole("link", { name: "#6 Carried by mouse" })).toBeVisible();
  await carry("Done");
  await expect(column(owner, "Done").getByRole("link", { name: "#6 Carried by mouse" })).toBeVisible();
  await carry("To do");
  await expect(column(owner, "To do").getByRole("link", { name: "#6 Carried by mouse" })).toBeVisible();
  // A card that was carried was not clicked.
  await expect(owner).toHaveURL(/\/board$/);
});

test("in a library's repository, whose default branch has another name, a card is merged and pushed just so", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const library = await libraryOrigin("zod");
  try {
    const source = { type: "git", url: library.path } as const;
    const projectId = await newProject(lockkeeper, ownerSession, { name: "A library", source });
    await owner.goto(`/projects/${projectId}/board`);
    await addTask(owner, "Say what is new", "Add and run");
    await owner.getByRole("link", { name: "#1 Say what is new" }).click();
    await expect(owner.getByRole("button", { name: "Approve" })).toBeVisible({ timeout: agentMs });
    await owner.getByRole("tab", { name: "Changes" }).click();
    await expect(owner.getByRole("article", { name: "NOTES.md" })).toBeVisible();
    await owner.getByRole("button", { name: "Approve" }).click();
    await owner.getByRole("button", { name: "Close the task" }).click();
    await expect(column(owner, "Done").getByText("Merged")).toBeVisible({ timeout: 60_000 });
    expect(await library.git("show", "trunk:NOTES.md")).toContain("Say what is new");
    expect(await library.git("branch", "--list")).toBe("* trunk");
  } finally {
    await library.remove();
  }
});

test("two models work on one card, their results stand side by side, and the one that is kept is merged", async ({
  browser,
  owner,
  origin,
  lockkeeper,
  ownerSession,
}) => {
  const api = rest(lockkeeper, ownerSession.key);
  const source = { type: "git", url: origin.path } as const;
  const projectId = await newProject(lockkeeper, ownerSession, { name: "Contest", source });
  await owner.goto(`/projects/${projectId}/board`);
  await addTask(owner, "Name the moons", "Add to To do");
  await owner.getByRole("link", { name: "#1 Name the moons" }).click();
  await owner.getByRole("button", { name: "More about this task" }).click();
  await owner.getByRole("menuitem", { name: "Compare models…" }).click();
  const dialog = owner.getByRole("dialog", { name: "Compare models on #1" });
  await dialog.getByLabel("Model 1").fill("scripted");
  await dialog.getByLabel("Model 2").fill("scripted-large");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Start 2 runs" }).click();

  await owner.getByRole("tab", { name: /^Compare/ }).click();
  const results = owner.getByRole("list", { name: "Results" });
  await expect(results.getByRole("listitem")).toHaveCount(2);
  await expect(results.getByRole("button", { name: /^Keep result/ })).toHaveCount(2, { timeout: agentMs });
  await expect(owner.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await expectAccessible(owner);
  const reader = await signedIn(browser, lockkeeper, { name: "Rona Reader", role: "member" });
  await api.send("POST", `/projects/${projectId}/members`, { personId: await idOf(reader), access: "read" });
  await reader.goto(`/projects/${projectId}/board/1?tab=compare`);
  const seen = reader.getByRole("list", { name: "Results" });
  await expect(seen.getByRole("button", { name: "Changes" })).toHaveCount(2);
  await expect(seen.getByRole("button", { name: /^Keep/ })).toHaveCount(0);
  const second = owner.getByRole("region", { name: "Result 2, scripted-large" });
  await expect(second).toContainText("approves");
  await second.getByRole("button", { name: "Changes" }).click();
  await expect(owner.getByRole("article", { name: "NOTES.md" })).toBeVisible();
  await expect(owner.getByRole("button", { name: "2. scripted-large" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await owner.reload();
  await expect(owner.getByRole("article", { name: "NOTES.md" })).toBeVisible();
  await owner.getByRole("button", { name: "All results" }).click();
  await second.getByRole("button", { name: /^Keep result 2/ }).click();
  await expect(second.getByText("Kept", { exact: true })).toBeVisible();
  await expect(reader.getByText("Kept", { exact: true })).toBeVisible();
  await expect(reader.getByRole("button", { name: /^(Keep|Drop the others)/ })).toHaveCount(0);
  await reader.getByRole("tab", { name: "Changes" }).click();
  const viewed = reader.getByRole("checkbox", { name: "Viewed" });
  await expect(viewed).toHaveCount(2);
  for (const mark of await viewed.all()) await expect(mark).toBeDisabled();
  await reader.keyboard.press("v");
  for (const mark of await viewed.all()) await expect(mark).not.toBeChecked();
  await reader.context().close();
  await owner.getByRole("button", { name: "Drop the others…" }).click();
  const question = owner.getByRole("alertdialog");
  await expect(question).toContainText("Commit not merged");
  await question.getByRole("button", { name: "Cancel" }).click();

  await owner.getByRole("button", { name: "Approve" }).click();
  await owner.getByRole("button", { name: "Close the task" }).click();
  await expect(column(owner, "Done").getByText("Merged")).toBeVisible({ timeout: 60_000 });
  expect(await origin.git("show", "main:NOTES.md")).toContain("Name the moons");
});
