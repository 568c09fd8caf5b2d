import { expect, test } from "vitest";
import type { Output } from "#cli/output.ts";
import { messagePrinter } from "#cli/print-message.ts";
import { painter } from "#cli/text.ts";

function paper(isJson = false) {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const print = (line: string) => write(`${line}\n`);
  const paint = painter(false);
  const output: Output = {
    isJson,
    isShown: false,
    canAsk: false,
    width: null,
    paint,
    paintNote: paint,
    print,
    write,
    printJson: (value) => print(JSON.stringify(value)),
    note: () => {},
  };
  return { output, text: () => text };
}

let sequence = 0;
function message(kind: string, key: string, data: Record<string, unknown>) {
  sequence += 1;
  const id = String(sequence);
  return { id, event: kind, data: { sequence, key, kind, position: 1, at: "2026-11-21T12:00:00Z", data } };
}
const said = (text: string, role = "assistant") => ({ role, source: "agent", text, isFinished: false });
const tool = (state: string, title: string | null) => ({ name: "bash", state, title, error: null });

test("words that grow are printed once, and a call of a tool when it says what it does and when it ended", () => {
  const { output, text } = paper();
  const printer = messagePrinter(output, null);
  printer.print(message("text", "a", said("I look")));
  printer.print(message("text", "a", said("I look around.")));
  printer.print(message("text", "b", said("thinking", "reasoning")));
  printer.print(message("tool", "c", tool("running", null)));
  printer.print(message("tool", "c", tool("running", "ls")));
  printer.print(message("tool", "c", tool("running", "ls")));
  printer.print(message("tool", "c", tool("completed", "ls")));
  printer.print(message("done", "d", { state: "finished", message: null }));
  printer.end();
  expect(text()).toBe("agent › I look around.\n  … bash ls\n  ✓ bash ls\n");
});

test("what an agent asks is printed with the call that answers it", () => {
  const { output, text } = paper();
  const ask = { permission: "bash", title: "rm -rf build", permissionId: "per_1", state: "open" };
  messagePrinter(output, "run-1").print(message("permission", "p", ask));
  expect(text()).toContain("lockkeeper runs answer-permission run-1 per_1 once|always|reject");
});

test("an agent's words give the terminal no orders", () => {
  const { output, text } = paper();
  messagePrinter(output, null).print(message("text", "a", said("a\u001b[2Jb")));
  messagePrinter(output, null).print(message("tool", "b", tool("running", "x\u001b]0;t\u0007\nfaked line")));
  expect(text()).toBe("agent › a[2Jb  … bash x]0;t faked line\n");
});

test("with --json each message is a line of JSON as it came", () => {
  const { output, text } = paper(true);
  const sent = message("text", "a", said("words"));
  messagePrinter(output, null).print(sent);
  expect(JSON.parse(text())).toEqual(sent);
});

test("figures of a workspace are one line each, and the end of a stream says its reason aside", () => {
  const { output, text } = paper();
  const notes: string[] = [];
  const printer = messagePrinter({ ...output, note: (line) => notes.push(line) }, null);
  const sample = {
    at: "2026-11-20T14:31:50.000Z",
    cpuPercent: 12.34,
    memoryBytes: 412_100_000,
    processes: 31,
  };
  printer.print({ id: "1", event: "sample", data: { ...sample, memoryMaxBytes: 4_294_967_296 } });
  printer.print({ id: "2", event: "sample", data: { ...sample, memoryMaxBytes: null } });
  printer.print({
    id: null,
    event: "done",
    data: { state: "stopped", reason: "The workspace does not run." },
  });
  printer.end();
  expect(text()).toBe(
    "14:31:50  cpu 12.3 %  memory 412.1 MB of 4.3 GB  processes 31\n14:31:50  cpu 12.3 %  memory 412.1 MB  processes 31\n",
  );
  expect(notes).toEqual(["The workspace does not run."]);
});
