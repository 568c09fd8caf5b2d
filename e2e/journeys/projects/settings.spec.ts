import { newProject } from "#e2e/fixtures/new-project.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

// One project, whose settings a person changes, leaves by a slip, and goes back in.
test.describe.configure({ mode: "serial", timeout: 120_000 });

let projectId: string;

test("how agents work is set, told by field what is wrong, kept as versions, and gone back to", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const source = { type: "empty" } as const;
  projectId = await newProject(lockkeeper, ownerSession, { name: "Quay", source });
  await owner.goto(`/projects/${projectId}/board`);
  await owner.getByRole("link", { name: "Agents" }).click();
  await expect(owner.getByRole("heading", { name: "Agents", level: 1 })).toBeVisible();
  await expect(owner).toHaveTitle(/Agents/);
  await expect(owner.getByText("As it comes, never changed")).toBeVisible();
  const form = owner.getByRole("form", { name: "Agents" });
  const save = form.getByRole("button", { name: "Save" });
  await expect(save).toBeDisabled();
  await expectAccessible(owner);

  await form.getByLabel("Check command").fill("npm test");
  await form.getByRole("combobox", { name: /^Model/ }).fill("two words");
  await form.getByLabel("Rounds").fill("11");
  await save.click();
  await expect(form.getByText("must be from 0 to 10")).toBeVisible();
  await expect(form.getByText("must hold no spaces")).toBeVisible();
  await expect(form.getByLabel("Rounds")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(owner);
  await form.getByLabel("Rounds").fill("3");
  await form.getByRole("combobox", { name: /^Model/ }).fill("scripted");
  await save.click();
  await expect(form.getByText("Saved as version 1.")).toBeVisible();

  await form.getByRole("textbox", { name: /^Instructions/ }).fill("Tests stand beside the code.");
  await form.getByLabel("Run commands").click();
  await owner.getByRole("option", { name: "ask a person" }).click();
  await form.getByLabel("Why this version is written").fill("Agents ran too much by themselves.");
  await form.getByRole("switch", { name: "AI review" }).click();
  await expect(form.getByLabel("Rounds")).toHaveCount(0);
  await save.click();
  await expect(form.getByText("Saved as version 2.")).toBeVisible();

  const versions = owner.getByRole("region", { name: "Agent versions" });
  await expect(versions.getByRole("listitem").first()).toContainText("Version 2In force");
  await expect(versions.getByRole("listitem").first()).toContainText("AI review off");
  await expect(versions.getByRole("listitem").first()).toContainText("Agents ran too much by themselves.");
  await versions.getByRole("button", { name: "Compare version 2" }).click();
  const compared = owner.getByRole("dialog", { name: "Compare versions" });
  await expect(compared).toContainText("added: Tests stand beside the code.");
  await expect(compared).toContainText("added: run commands: ask a person");
  await expectAccessible(owner);
  await compared.getByRole("button", { name: "Close" }).click();
  await versions.getByRole("button", { name: "Activate version 1" }).click();
  await expect(versions.getByRole("listitem").last()).toContainText("Version 1In force");
  await expect(form.getByRole("switch", { name: "AI review" })).toBeChecked();
  await expect(form.getByRole("textbox", { name: /^Instructions/ })).toHaveValue("");
  await owner.reload();
  await expect(form.getByLabel("Check command")).toHaveValue("npm test");
  await owner.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(owner);
});

test("a link does not take one away from what is not saved without asking", async ({ owner }) => {
  await owner.goto(`/projects/${projectId}/agents`);
  const command = owner.getByLabel("Check command");
  await command.fill("make check");
  const board = owner.getByRole("link", { name: "Board" });
  await board.click();
  const question = owner.getByRole("dialog", { name: "Leave without saving?" });
  await expect(question).toBeVisible();
  await expectAccessible(owner);
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(command).toHaveValue("make check");

  await board.click();
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(owner).toHaveURL(/\/board$/);
  await owner.getByRole("link", { name: "Agents" }).click();
  await expect(command).toHaveValue("npm test");
  // With nothing left to save, nothing is asked.
  await board.click();
  await expect(owner).toHaveURL(/\/board$/);
});

test("the workspace is stopped and started from its card, and its removal says what would go", async ({
  owner,
}) => {
  await owner.goto(`/projects/${projectId}/settings`);
  const card = owner.getByRole("region", { name: "Workspace" });
  await card.getByRole("button", { name: "Remove…" }).click();
  const question = owner.getByRole("alertdialog");
  await expect(question).toContainText("Commit not pushed");
  await expectAccessible(owner);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);

  await card.getByRole("button", { name: "Stop…" }).click();
  await question.getByRole("button", { name: "Stop the workspace" }).click();
  await expect(card.getByRole("status")).toHaveText("Stopped");
  await card.getByRole("button", { name: "Start", exact: true }).click();
  await expect(card.getByRole("status")).toHaveText("Running");
});

test("the card of a project says how its tasks stand and who did what last", async ({ owner }) => {
  await owner.goto(`/projects/${projectId}/board`);
  await owner
    .getByRole("button", { name: /^New task/ })
    .first()
    .click();
  await owner.getByLabel("Title").fill("Write down the tides");
  await owner.getByRole("button", { name: "Add to To do" }).click();
  await expect(owner.getByRole("link", { name: "#1 Write down the tides" })).toBeVisible();
  await owner.goto("/projects");
  const card = owner.getByRole("link", { name: /Quay/ }).first();
  await expect(card).toContainText("None running1 to do");
  await expect(card).toContainText("added a task");
  await expectAccessible(owner);
});
