import type { Page } from "@playwright/test";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { inDatabaseOf } from "#e2e/fixtures/database-of.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { byKeyword, type Script, type Turn } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { useModel } from "#e2e/fixtures/use-model.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";

// One project, whose agents are told things, ask, are answered by people and by rules, and wait for each other.
test.describe.configure({ mode: "serial", timeout: 600_000 });

const agentMs = 150_000;
let model: ScriptedModel;
let projectId: string;
let api: Rest;

/** What the model says after such a word is said once the gate of that name is opened. */
const gates = new Map<string, PromiseWithResolvers<void>>();
function gateOf(name: string): PromiseWithResolvers<void> {
  const gate = gates.get(name) ?? Promise.withResolvers<void>();
  gates.set(name, gate);
  return gate;
}

const bash = (command: string): Turn => ({
  toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
});
const colours = ["Blue", "Green"].map((label) => ({ label, description: "" }));
const question = { question: "Which colour should the door have?", header: "Colour", options: colours };
const pushTwice = [
  bash("git push nowhere HEAD:refs/heads/one"),
  bash("git push nowhere HEAD:refs/heads/two"),
  { text: "Pushed twice." },
];

const byWord: Script = byKeyword({
  "Leave it red": [{ text: "I leave it red." }],
  "Then paint the door": [bash("echo red > door.txt && sleep 300")],
  "Guard the gate": [bash("echo guarded > gate.txt"), { text: "The gate is guarded." }],
  "Ask and push": [{ toolCalls: [{ name: "question", input: { questions: [question] } }] }, ...pushTwice],
  "Push twice": pushTwice,
  "Wait for words": [
    bash("for n in $(seq 10 25); do seq 20 > berth-$n.txt; done"),
    { text: "The berths are numbered." },
  ],
  "Choose a colour": [{ toolCalls: [{ name: "question", input: { questions: [question] } }] }],
});

const script: Script = async (request) => {
  const held = /Guard the gate|Wait for [a-z]+/.exec(request.prompt)?.[0];
  if (!request.isTitle && held && request.step === (held === "Guard the gate" ? 1 : 0)) {
    await gateOf(held).promise;
  }
  return byWord(request);
};

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  model = await startScriptedModel({ script });
  api = rest(lockkeeper, ownerSession.key);
  await useModel(api, model);
  projectId = await newProject(lockkeeper, ownerSession, { name: "Talk", source: { type: "empty" } });
  await api.send("PUT", `/projects/${projectId}/config`, { isReviewOn: false });
});
test.afterAll(async () => {
  for (const { resolve } of gates.values()) resolve();
  await model.close();
});

/** A card at which an agent is set to work; gives the address of its panel. */
async function begin(title: string): Promise<string> {
  const tasks = `/projects/${projectId}/tasks`;
  const { id, number } = TaskView.parse(await api.send("POST", tasks, { title }));
  await api.send("POST", `${tasks}/${id}/execute`);
  return `/projects/${projectId}/board/${number}`;
}

/** Commands of this page reach the server once the gate is opened. */
async function holdCommands(page: Page): Promise<PromiseWithResolvers<void>> {
  const gate = Promise.withResolvers<void>();
  await page.route("**/*", async (route) => {
    if (route.request().headers()["next-action"]) await gate.promise;
    await route.fallback();
  });
  return gate;
}

const conversation = (page: Page) => page.getByRole("log", { name: "Conversation" });
const approve = (page: Page) => page.getByRole("button", { name: "Approve" });
const permission = (page: Page) => page.getByRole("region", { name: "The agent asks for a permission" });
const waiting = (page: Page, title: string) =>
  page.getByRole("list", { name: "What waits for you" }).getByRole("listitem").filter({ hasText: title });
const card = (page: Page, title: string) => page.getByRole("link", { name: new RegExp(`^#\\d+ ${title}$`) });

test("an agent at work is told something at the end of its turn, once, and something else at once", async ({
  owner,
}) => {
  await owner.goto(await begin("Guard the gate"));
  const message = owner.getByRole("textbox", { name: "Message to the agent" });
  await expect(conversation(owner)).toContainText("gate.txt", { timeout: agentMs });
  await message.fill("Then paint the door");
  await message.press("Enter");
  const queued = owner.getByRole("list", { name: "Messages that wait" });
  await expect(queued).toContainText("Then paint the door");
  await expect(queued).toContainText("Told when its turn ends");
  await expectAccessible(owner);
  gateOf("Guard the gate").resolve();
  await expect(conversation(owner)).toContainText("door.txt", { timeout: agentMs });
  await expect(queued).toHaveCount(0);
  await expect(conversation(owner).getByText("Then paint the door", { exact: true })).toHaveCount(1);

  await message.fill("Leave it red");
  await owner.getByRole("button", { name: /^Interrupt/ }).click();
  await expect(conversation(owner)).toContainText("I leave it red.", { timeout: agentMs });
  await expect(approve(owner)).toBeVisible({ timeout: agentMs });
  const said = ["Guard the gate", "Then paint the door", "Leave it red"];
  const begun = model.requests.filter(({ isTitle, step }) => !isTitle && step === 0);
  // Agents of other journeys on this server may have asked this model too.
  const told = begun.flatMap(({ prompt }) => (said.includes(prompt) ? [prompt] : []));
  expect(told).toEqual(said);
});

test("what is typed stays: while its answer is under way, behind other tabs and cards, as the agent ends, as one scrolls", async ({
  owner,
}) => {
  await api.send("POST", `/projects/${projectId}/tasks`, { title: "Another card" });
  await owner.goto(await begin("Wait for words"));
  const message = owner.getByRole("textbox", { name: "Message to the agent" });
  await expect(owner.getByRole("button", { name: /^Interrupt/ })).toBeVisible({ timeout: agentMs });
  const commands = await holdCommands(owner);
  await message.fill("Paint it");
  await message.press("Enter");
  await message.pressSequentially(" and the door");
  commands.resolve();
  await expect(owner.getByRole("list", { name: "Messages that wait" })).toContainText("Paint it");
  await expect(message).toHaveValue("and the door");
  await owner.getByRole("button", { name: "Take this message back" }).click();
  const words = "Paint it\n\nand the door";
  await expect(message).toHaveValue(words);

  const tab = (name: string) => owner.getByRole("tab", { name, exact: true }).click();
  await tab("History");
  await expect(message).toHaveCount(0);
  await tab("Conversation");
  await expect(message).toHaveValue(words);
  await owner.getByRole("button", { name: "Close the task" }).click();
  await card(owner, "Another card").click();
  await expect(owner.getByRole("heading", { name: "Another card" })).toBeVisible();
  await card(owner, "Wait for words").click();
  await expect(message).toHaveValue(words);

  // The field is the same one, so that what is typed next is no key of the board.
  await message.press("Control+End");
  gateOf("Wait for words").resolve();
  const change = owner.getByRole("textbox", { name: "What should change" });
  await expect(change).toBeFocused({ timeout: agentMs });
  await owner.keyboard.type(", now");
  await expect(change).toHaveValue(`${words}, now`);

  await owner.getByRole("tab", { name: /^Changes/ }).click();
  const first = owner.getByRole("article", { name: "berth-10.txt", exact: true });
  const comment = first.getByLabel("Comment", { exact: true });
  const beginAt = async (line: number) => {
    await first.locator("[data-diff-row]").nth(line).focus();
    await owner.keyboard.press("c");
  };
  await beginAt(0);
  await comment.fill("Begin with none");
  await comment.press("Control+Enter");
  await first.getByRole("button", { name: "Edit the comment" }).click();
  await comment.fill("Begin with zero");
  await owner.getByRole("navigation", { name: "Changed files" }).getByText("berth-20.txt").click();
  const last = owner.getByRole("article", { name: "berth-20.txt", exact: true });
  await last.locator("[data-diff-row]").first().focus();
  await expect(first).toHaveCount(0);
  await owner.getByRole("navigation", { name: "Changed files" }).getByText("berth-10.txt").click();
  await expect(comment).toHaveValue("Begin with zero");
  await first.getByRole("button", { name: "Save" }).click();
  await expect(comment).toHaveCount(0);
  await expect(first).toContainText("Begin with zero");
  await beginAt(2);
  await comment.fill("A third");
  await tab("Checks");
  await owner.getByRole("tab", { name: /^Changes/ }).click();
  await expect(comment).toHaveValue("A third");
  await expect(change).toHaveValue(`${words}, now`);
});

test("an answer that was begun stays behind another tab, and can be copied where the agent is stopped without it", async ({
  owner,
}) => {
  await owner.goto(await begin("Choose a colour"));
  const answer = owner.getByRole("textbox", { name: "Answer in your own words" });
  await answer.fill("Purple", { timeout: agentMs });
  await owner.getByRole("textbox", { name: "Message to the agent" }).fill("And quickly");
  await owner.getByRole("tab", { name: "History" }).click();
  await expect(answer).toHaveCount(0);
  await owner.getByRole("tab", { name: "Conversation" }).click();
  await expect(answer).toHaveValue("Purple");
  await owner.getByRole("button", { name: "Abort" }).click();
  const unsent = owner.getByRole("textbox", { name: "Typed and not sent" });
  await expect(unsent).toHaveValue("Purple", { timeout: agentMs });
  await expect(owner.getByRole("textbox", { name: "Continue with" })).toHaveValue("And quickly");
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Put away" }).click();
  await expect(unsent).toHaveCount(0);
});

test("a question and a permission are seen on the card and in the inbox with what follows from silence, and answered there; for this run it is not asked again", async ({
  owner,
}) => {
  const address = await begin("Ask and push");
  await owner.goto(`/projects/${projectId}/board`);
  await expect(card(owner, "Ask and push")).toContainText("Needs you", { timeout: agentMs });
  await owner.getByRole("link", { name: /^Inbox/ }).click();
  const asked = waiting(owner, "Ask and push");
  await expect(asked).toContainText("Which colour should the door have?");
  await expect(asked).toContainText(/Closes itself in \d/);
  await expect(asked).toContainText("If nobody answers: the agent goes on and decides by itself.");
  await expectAccessible(owner);
  await asked.getByRole("radio", { name: "Blue" }).click();
  await asked.getByRole("button", { name: "Answer", exact: true }).click();

  await expect(asked).toContainText("git push nowhere HEAD:refs/heads/one", { timeout: agentMs });
  await expect(asked).toContainText(/Rejects itself in \d/);
  await expect(asked).toContainText("If nobody answers: it is refused, and the agent goes on without it.");
  await expectAccessible(owner);
  await asked.getByRole("button", { name: "Allow for this run" }).click();
  await expect(asked.getByRole("link", { name: "Review the changes" })).toBeVisible({ timeout: agentMs });
  await owner.goto(address);
  await expect(conversation(owner)).toContainText("Olivia Owner: Blue");
  await expect(conversation(owner).getByText("Allowed for this run by Olivia Owner")).toHaveCount(2);
});

test("a rule made from the card answers the next run too, is listed with its uses, and can be removed", async ({
  owner,
}) => {
  await owner.goto(await begin("Push twice"));
  await expect(permission(owner)).toContainText("git push nowhere", { timeout: agentMs });
  await permission(owner).getByRole("button", { name: "Other answers" }).click();
  await owner.getByRole("menuitem", { name: "Always in this project…" }).click();
  const dialog = owner.getByRole("dialog", { name: "Always allow in this project" });
  await expect(dialog.getByRole("textbox")).toHaveValue("git push *");
  await expect(dialog.getByRole("status")).toHaveText("Fits what is asked now.");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Always allow" }).click();
  await expect(approve(owner)).toBeVisible({ timeout: agentMs });
  const ruled = conversation(owner).getByText("Allowed by a rule of Olivia Owner");
  await expect(ruled).toHaveCount(2);

  await owner.goto(await begin("Push twice, again"));
  await expect(approve(owner)).toBeVisible({ timeout: agentMs });
  await expect(ruled).toHaveCount(2);

  await owner.goto(`/projects/${projectId}/agents`);
  const rules = owner.getByRole("region", { name: "Answers that stand" });
  await expect(rules.getByRole("listitem")).toContainText("git push *");
  await expect(rules.getByRole("listitem")).toContainText("used 4 times");
  await expectAccessible(owner);
  await rules.getByRole("button", { name: "Remove the rule for git push *" }).click();
  await expect(rules).toContainText("None yet");
});

test("a member who wants a rule is told that it takes a confirmation; only looked at it waits for nobody, and given it holds", async ({
  browser,
  lockkeeper,
}) => {
  const member = await signedIn(browser, lockkeeper, { name: "Wanda Writer", role: "member" });
  await inDatabaseOf(lockkeeper, async (orm) => {
    const found = await orm.select().from(users);
    const userId = found.find(({ name }) => name === "Wanda Writer")?.id ?? "";
    await orm.insert(projectMembers).values({ projectId, userId, access: "write" });
  });
  await begin("Push twice, for a member");
  await member.goto("/inbox");
  const asked = waiting(member, "for a member");
  await expect(asked).toContainText("git push nowhere", { timeout: agentMs });
  const askForRule = async () => {
    await asked.getByRole("button", { name: "Other answers" }).click();
    await member.getByRole("menuitem", { name: "Always in this project…" }).click();
    await member.getByRole("dialog").getByRole("button", { name: "Always allow" }).click();
  };
  await askForRule();
  const missing = member.getByRole("alertdialog");
  await expect(missing).toContainText("MEDIUM");
  await expect(missing.getByRole("heading")).toHaveText(/^Always allow git push/);
  await expect(missing).toContainText("by the word of somebody who is no admin of the project");
  await expectAccessible(member);

  // Left as it is, only what the agent asks waits.
  await member.goto("/inbox");
  await expect(asked).toBeVisible();
  await expect(waiting(member, "Make a rule for the agents of")).toHaveCount(0);
  await askForRule();
  await member.getByRole("alertdialog").getByRole("button", { name: "Always allow" }).click();
  await expect(asked.getByRole("link", { name: "Review the changes" })).toBeVisible({ timeout: agentMs });
  await member.context().close();
});

test("runs over the limit of the project wait in their order, say so on their cards, and begin as others end", async ({
  owner,
}) => {
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByLabel("Runs at once").fill("1");
  await owner
    .locator("form", { hasText: "A column that is full" })
    .getByRole("button", { name: "Save" })
    .click();
  await expect(owner.getByLabel("Runs at once")).toHaveValue("1");
  const names = ["alpha", "beta", "gamma"] as const;
  for (const name of names) await begin(`Wait for ${name}`);
  await owner.goto(`/projects/${projectId}/board`);
  const [alpha, beta, gamma] = names.map((name) => card(owner, `Wait for ${name}`));
  if (!alpha || !beta || !gamma) throw new Error("There are three.");
  await expect(alpha).toContainText("Running", { timeout: agentMs });
  await expect(beta).toContainText("Queued, next");
  await expect(beta).toContainText("1 of 1 runs of the project are at work");
  await expect(gamma).toContainText("Queued, 1 before it");
  await expectAccessible(owner);

  gateOf("Wait for alpha").resolve();
  await expect(beta).toContainText("Running", { timeout: agentMs });
  await expect(alpha).toContainText("Review");
  await expect(gamma).toContainText("Queued, next");
  gateOf("Wait for beta").resolve();
  gateOf("Wait for gamma").resolve();
  await expect(gamma).toContainText("Review", { timeout: agentMs });
});
