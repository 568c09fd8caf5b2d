import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword } from "#e2e/fixtures/scripted-model/turns.ts";
import { PermissionRulePage } from "#lib/modules/permission-rules/schema.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";

/** The real OpenCode asks, and what people said once answers for them. */

let place: RunPlace;

const bash = (command: string) => ({
  toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
});

beforeAll(async () => {
  place = await runPlace(
    byKeyword({
      "Push twice": [
        bash("git push nowhere HEAD:refs/heads/one"),
        bash("git push nowhere HEAD:refs/heads/two"),
        { text: "Pushed twice." },
      ],
      "Push and act": [bash("git push nowhere HEAD:one && sudo true"), { text: "Both." }],
    }),
  );
  await place.configure({ version: 1, isReviewOn: false });
}, 400_000);

afterAll(() => place?.close(), 60_000);

async function asksOf(taskId: string) {
  const { projectId } = place;
  const page = await place.ask("run.list-events", { projectId, taskId, limit: "1000" });
  return RunEventPage.parse(page).items.flatMap((event) => (event.kind === "permission" ? [event.data] : []));
}

async function started(title: string) {
  const { id } = await place.createTask(title);
  await place.must("run.start", id);
  return id;
}

async function asking(id: string) {
  const task = await place.until(id, "it asks", ({ currentRun }) => currentRun?.openAsks === 1);
  const ask = (await asksOf(id)).find(({ state }) => state === "open");
  if (!ask) throw new Error("Nothing is asked.");
  return { runId: task.currentRun?.id ?? "", permissionId: ask.permissionId, ask };
}

const rules = async () =>
  PermissionRulePage.parse(await place.ask("permission-rule.list", { projectId: place.projectId })).items;

const isReviewed = ({ status }: { status: string }) => status === "human_review";
const how = ({ state, reply, rule, answeredBy }: Awaited<ReturnType<typeof asksOf>>[number]) => ({
  state,
  reply,
  rule,
  answeredBy,
});

test("what is allowed for this run is not asked again in it, and is asked again in the next one", async () => {
  const first = await started("Push twice");
  const { runId, permissionId, ask } = await asking(first);
  expect(ask).toMatchObject({ permission: "bash", suggested: ["git push *"] });
  await place.run("run.answer-permission", { runId, permissionId, reply: "always" });
  await place.until(first, "it is done", isReviewed);
  const answeredBy = "Ada Lovelace";
  expect((await asksOf(first)).map(how)).toEqual([
    { state: "answered", reply: "always", rule: null, answeredBy },
    { state: "answered", reply: "once", rule: "run", answeredBy },
  ]);
  expect(await rules(), "the run is over, and its rule with it").toEqual([]);
  const second = await started("Push twice");
  await asking(second);
  await place.must("run.abort", second);
}, 400_000);

test("a rule of the project answers the open ask and every later one, until it is removed; a refusal counts more", async () => {
  const { projectId } = place;
  const first = await started("Push twice");
  await asking(first);
  const allow = { projectId, permission: "bash", patterns: ["git push *"], action: "allow" };
  expect(await place.run("permission-rule.create", allow)).toMatchObject({ outcome: "done" });
  await place.until(first, "it is done", isReviewed);
  const byRule = { state: "answered", reply: "once", rule: "project", answeredBy: "Ada Lovelace" };
  expect((await asksOf(first)).map(how)).toEqual([byRule, byRule]);
  expect(await rules()).toMatchObject([{ pattern: "git push *", action: "allow", uses: 2, run: null }]);

  // One part of the line is allowed, the other is not: a person is asked.
  const both = await started("Push and act");
  const { ask } = await asking(both);
  expect(ask.patterns.length).toBeGreaterThan(1);
  const deny = { projectId, permission: "bash", patterns: ["sudo *"], action: "deny" };
  await place.run("permission-rule.create", deny);
  await place.until(both, "it is done", isReviewed);
  expect((await asksOf(both)).map(how)).toEqual([{ ...byRule, reply: "reject" }]);

  for (const { id: ruleId } of await rules()) {
    await place.run("permission-rule.delete", { projectId, ruleId });
  }
  const last = await started("Push twice");
  await asking(last);
  await place.must("run.abort", last);
}, 400_000);

test("no rule lets agents out of their worktrees altogether", async () => {
  const { projectId } = place;
  const wide = { projectId, permission: "external_directory", patterns: ["*"], action: "allow" };
  expect(await place.run("permission-rule.create", wide)).toMatchObject({
    outcome: "error",
    error: { type: "VALIDATION_ERROR" },
  });
});
