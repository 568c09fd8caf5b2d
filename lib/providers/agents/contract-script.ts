import { byKeyword, type Script, type Turn } from "#e2e/fixtures/scripted-model/turns.ts";

const question = {
  question: "Which colour?",
  header: "Colour",
  options: [
    { label: "Blue", description: "As the sky" },
    { label: "Green", description: "As the grass" },
  ],
};

const verdict = {
  verdict: "changes",
  summary: "One thing.",
  comments: [{ path: "README.md", line: 1, text: "Why?" }],
};

function bash(command: string): Turn {
  return { toolCalls: [{ name: "bash", input: { command, description: "Runs a command" } }] };
}

/** A stream that is closed in the middle of an answer, without a word of why. */
const brokenOff: Turn = {
  raw: [
    `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta: { role: "assistant", content: "Half of it." } }] })}\n\n`,
  ],
};

/** What the model does at each prompt of the contract; `directory` is the worktree. */
export function contractScript(directory: string): Script {
  const plain = byKeyword({
    "write and run": [
      {
        text: ["I write", " the", " file."],
        delayMs: 20,
        toolCalls: [
          {
            name: "write",
            input: { filePath: `${directory}/written.txt`, content: "written by the agent\n" },
          },
        ],
      },
      bash("ls"),
      { text: "All written." },
    ],
    "say hello": [{ text: "Hello." }],
    "leave the worktree": [
      { toolCalls: [{ name: "read", input: { filePath: "/etc/hostname" } }] },
      { text: "Done." },
    ],
    "work, then hang": [bash("echo worked"), { text: "Now it hangs.", hang: "after_text" }],
    "run for ever": [bash("sleep 30")],
    hang: [{ text: ["I hang", ".."], delayMs: 50, hang: "after_text" }],
    "never answer": [{ hang: "before" }],
    "fail with 401": [{ error: { status: 401, message: "no such key" } }],
    "fail with 500": [{ error: { status: 500, message: "out of order" } }],
    "break off once": [brokenOff, { text: "All of it." }],
    "break off always": Array.from({ length: 20 }, () => brokenOff),
    "verdict as text": [
      { text: 'Here it is:\n```json\n{ "verdict": "approve", "summary": "Good.", "comments": [] }\n```' },
    ],
    "show the environment": [bash("env")],
    "call a child": [
      {
        toolCalls: [
          {
            name: "task",
            input: { description: "Looks around", prompt: "child: look", subagent_type: "general" },
          },
        ],
      },
      { text: "The child is back." },
    ],
    "speak slowly": [{ text: ["one", " two", " three", " four"], delayMs: 1_000 }],
  });
  return (request) => {
    if (request.isTitle) return plain(request);
    if (request.prompt.includes("contract: ask")) {
      if (request.step === 0) return { toolCalls: [{ name: "question", input: { questions: [question] } }] };
      return { text: request.toolResults.join().includes("Green") ? "It will be Green." : "No answer." };
    }
    if (request.prompt.includes("what was before?")) {
      const prompts = request.messages.filter((message) => message.role === "user" && message.text !== "");
      return { text: `Before: ${prompts.at(-2)?.text}` };
    }
    if (request.prompt.includes("child: look")) return childTurn(request.step);
    if (request.prompt.includes("contract: review"))
      return reviewTurn(request.step, request.structuredTool, directory);
    return plain(request);
  };
}

function childTurn(step: number): Turn {
  if (step === 0) return { toolCalls: [{ name: "read", input: { filePath: "/etc/hostname" } }] };
  return { text: "The child looked." };
}

/** The reviewer tries to write first. */
function reviewTurn(step: number, tool: string | null, directory: string): Turn {
  if (step === 0)
    return {
      toolCalls: [{ name: "write", input: { filePath: `${directory}/by-reviewer.txt`, content: "x" } }],
    };
  if (step === 1) return bash(`touch ${directory}/by-reviewer.txt`);
  return tool === null ? { text: JSON.stringify(verdict) } : { toolCalls: [{ name: tool, input: verdict }] };
}
