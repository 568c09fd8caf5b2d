import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { runProgram } from "./run-program.ts";

const options = { cwd: tmpdir(), deadlineMs: 10_000 };

test("a program's code, output and input come through, and a code other than 0 is no error", async () => {
  const result = await runProgram("sh", ["-c", "cat; echo trouble >&2; exit 3"], {
    ...options,
    stdin: "hello",
  });
  expect(result).toMatchObject({ code: 3, stdout: "hello", stderr: "trouble\n", isTruncated: false });
});

test("arguments are never read by a shell", async () => {
  const hostile = "$(reboot); `id` && \"'";
  const { stdout } = await runProgram("printf", ["%s", hostile], options);
  expect(stdout).toBe(hostile);
});

test("children get the clean environment and what was added, nothing else", async () => {
  process.env.WORKSPACED_PLANTED = "secret";
  const { stdout } = await runProgram("env", [], { ...options, env: { ADDED: "yes" } });
  delete process.env.WORKSPACED_PLANTED;
  const names = stdout
    .trim()
    .split("\n")
    .map((line) => line.split("=")[0] ?? "");
  expect(names).toContain("ADDED");
  const allowed = ["ADDED", "PATH", "HOME", "LANG", "TERM", "USER", "SHELL", "TMPDIR"];
  expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
});

test("the deadline ends the program with everything it started", async () => {
  const startedAt = Date.now();
  const run = runProgram("sh", ["-c", "sleep 30 & sleep 30"], { ...options, deadlineMs: 200 });
  await expect(run).rejects.toMatchObject({ type: "SERVICE_UNAVAILABLE" });
  expect(Date.now() - startedAt).toBeLessThan(5000);
});

test("an abort ends it with the signal's reason", async () => {
  const controller = new AbortController();
  const run = runProgram("sleep", ["30"], { ...options, signal: controller.signal });
  controller.abort(new Error("left"));
  await expect(run).rejects.toThrow("left");
});

test.each([
  ["in the background", "sleep 60 & echo $!; exit 0"],
  ["in a session of its own", "setsid sleep 60 & echo $!; exit 0"],
])("what a program leaves %s does not hold up its answer", async (_where, script) => {
  const startedAt = Date.now();
  const { code, stdout } = await runProgram("sh", ["-c", script], options);
  const pid = Number(stdout);
  try {
    expect(code).toBe(0);
    expect(pid).toBeGreaterThan(1);
    expect(Date.now() - startedAt).toBeLessThan(8000);
  } finally {
    await runProgram("kill", ["-9", String(pid)], options);
  }
});

test("output beyond the limit is cut with a mark", async () => {
  const result = await runProgram("yes", [], { ...options, outputBytesMax: 1000 });
  expect(result.isTruncated).toBe(true);
  expect(result.stdoutBytes.length).toBe(1000);
});

test("a missing program is said by name", async () => {
  await expect(runProgram("no-such-program", [], options)).rejects.toThrow(
    "no-such-program is not installed",
  );
});
