import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCheck } from "#lib/providers/workspaced/checks.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await startTestWorkspace();
});
afterAll(() => workspace?.close());

const check = (command: string, more: { root?: string; deadlineMs?: number } = {}, signal?: AbortSignal) =>
  runCheck(workspace.address, { command, ...more }, { signal });

/** Whether no process has the id any more; a check's children must not outlive it. */
async function isGone(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, "utf8"));
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat === null || /^\d+ \(.*\) Z/.test(stat);
}

test("a check runs as a person's line in its folder, and its exit code and both outputs are the answer", async () => {
  const passed = await check('pwd && echo trouble >&2 && test -z "$LOCKKEEPER_PLANTED" && echo $CI');
  expect(passed).toMatchObject({ exitCode: 0, isTimedOut: false, isOutputCut: false });
  expect(passed.output.split("\n").sort()).toEqual(["", "1", workspace.folder, "trouble"].sort());
  expect(await check("echo no; exit 7")).toMatchObject({ exitCode: 7, output: "no\n", isTimedOut: false });
  expect(await check("no-such-program")).toMatchObject({ exitCode: 127 });
  expect(await check("kill -9 $$")).toMatchObject({ exitCode: null, isTimedOut: false });
  expect((await check("sleep 0.3")).durationMs).toBeGreaterThanOrEqual(300);
});

test("of a long output the beginning and the end are kept, whole characters each", async () => {
  const answer = await check("echo first; yes 'ü 0123456789' | head -n 200000; echo last");
  expect(answer).toMatchObject({ exitCode: 0, isOutputCut: true });
  expect(answer.output.length).toBeLessThan(61_000);
  expect(answer.output).toMatch(/^first\nü 0123456789\n/);
  expect(answer.output).toMatch(/… \d+ characters left out …/);
  expect(answer.output.endsWith("ü 0123456789\nlast\n")).toBe(true);
  expect(answer.output).not.toContain("\uFFFD");
});

test("the deadline ends a check with all that it started, and says so", async () => {
  const pidFile = join(workspace.outside, "deadline.pid");
  const command = `echo begun; sleep 300 & echo $! > '${pidFile}'; wait`;
  const answer = await check(command, { deadlineMs: 500 });
  expect(answer).toMatchObject({ exitCode: null, isTimedOut: true, output: "begun\n" });
  expect(answer.durationMs).toBeLessThan(20_000);
  await expect.poll(() => isGone(pidFile), { timeout: 10_000 }).toBe(true);
});

test.each([
  ["is done", "true", {}],
  ["is late", "wait", { deadlineMs: 500 }],
])(
  "what a check that %s left in the background ends, though it holds no output open",
  async (how, end, more) => {
    const pidFile = join(workspace.outside, `${how}.pid`);
    const answer = await check(
      `(trap '' TERM; exec sleep 300) >/dev/null 2>&1 & echo $! > '${pidFile}'; ${end}`,
      more,
    );
    expect(answer.isTimedOut).toBe(end === "wait");
    await expect.poll(() => isGone(pidFile), { timeout: 10_000 }).toBe(true);
  },
);

test("a check whose caller goes ends with all that it started", async () => {
  const pidFile = join(workspace.outside, "cancel.pid");
  const gone = new AbortController();
  const running = check(
    `sleep 300 & echo $! > '${pidFile}.tmp'; mv '${pidFile}.tmp' '${pidFile}'; wait`,
    {},
    gone.signal,
  );
  await expect
    .poll(
      () =>
        access(pidFile).then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
  gone.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  await expect.poll(() => isGone(pidFile), { timeout: 10_000 }).toBe(true);
});

test("bad input is refused by the name of its field", async () => {
  await expect(check("")).rejects.toMatchObject({ status: 400, details: { field: "command" } });
  await expect(check("x".repeat(4_001))).rejects.toMatchObject({
    status: 400,
    details: { field: "command" },
  });
  await expect(check("a\0b")).rejects.toMatchObject({ status: 400, details: { field: "command" } });
  await expect(check("true", { deadlineMs: 1 })).rejects.toMatchObject({ details: { field: "deadlineMs" } });
  await expect(check("true", { root: "../etc" })).rejects.toMatchObject({ details: { field: "root" } });
  await expect(check("true", { root: "worktree:none" })).rejects.toMatchObject({ type: "NOT_FOUND" });
});
