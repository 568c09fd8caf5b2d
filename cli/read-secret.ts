import { text as readAll } from "node:stream/consumers";
import { failed, usageFailure } from "#cli/failure.ts";
import { type Secret, secret } from "#lib/kernel/secret.ts";

const charactersMax = 10_000;

/** A secret from what is piped in: everything up to the end, without the line break behind it. */
export async function pipedSecret(what: string): Promise<Secret> {
  const text = (await readAll(process.stdin)).trim();
  if (text === "") throw usageFailure(`Nothing came on standard input: pipe ${what} in.`);
  return secret(text);
}

/** Asks on the terminal, and shows nothing of what is typed or pasted. */
export async function askSecret(prompt: string): Promise<Secret> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true) throw usageFailure(`There is no terminal to ask on for ${prompt}.`);
  // Before the question: what is typed or pasted at once must find no echo either.
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stderr.write(`${prompt}: `);
  try {
    return secret(await untilEnter(stdin));
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}

async function untilEnter(stdin: NodeJS.ReadStream): Promise<string> {
  let typed = "";
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    for (const character of String(chunk)) {
      if (character === "\r" || character === "\n") return typed.trim();
      if (character === "\u0003" || character === "\u0004") throw failed("Nothing was entered.");
      if (character === "\u007f" || character === "\b") typed = typed.slice(0, -1);
      else if (character === "\u0015") typed = "";
      // Arrow keys and the brackets around what is pasted begin with an escape: no key holds one.
      else if (character >= " " && typed.length < charactersMax) typed += character;
    }
  }
  throw failed("Nothing was entered.");
}

/** A question that is answered by y or n; no is what is meant without an answer. */
export async function askYesNo(question: string): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => reader.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([reader.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}
