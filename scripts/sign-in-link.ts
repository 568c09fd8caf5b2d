import { parseArgs } from "node:util";
import { AppError } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { createSignInLink } from "#lib/modules/people/create-sign-in-link.ts";
import { signInLinkMinutes } from "#lib/modules/people/rules.ts";
import { CreateLinkInput } from "#lib/modules/people/schema.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { borrowDatabase } from "#lib/platform/db/borrow-database.ts";
import { openDatabase } from "#lib/platform/db/database.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";

/** Prints a link that signs one person in, once. Works while the server runs and while it does not. */
const usage = `Usage: npm run sign-in-link -- [--email name@example.org [--role owner|admin|member] [--name "A Name"]]
Without --email the link is the owner's. A person with a new address is made, as a member unless --role says otherwise.`;

const options = {
  email: { type: "string" },
  role: { type: "string" },
  name: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

try {
  const { help, ...given } = parseArgs({ options }).values;
  if (help) console.log(usage);
  else console.log(await makeLink(parseInput(CreateLinkInput, given)));
} catch (error) {
  console.error(sentenceOf(error));
  process.exitCode = 1;
}

async function makeLink(input: CreateLinkInput): Promise<string> {
  const environment = readEnvironment();
  const log = createLogger({ ...environment, logLevel: "warn" });
  const borrowed = await borrowDatabase(environment, log);
  const database = openDatabase(borrowed.url, 1);
  try {
    const origin = { requestId: newId(), ip: null, userAgent: "npm run sign-in-link" };
    const { user, token, isNew } = await createSignInLink({ database }, input, origin);
    const who = `${user.name} <${user.email}>, ${user.role}${isNew ? ", new" : ""}`;
    const link = `${await addressForLinks(environment)}/sign-in?token=${token}`;
    return `Sign-in link for ${who}; valid ${signInLinkMinutes} minutes, once:\n\n  ${link}\n`;
  } finally {
    await database.close();
    await borrowed.giveBack();
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.publicMessage;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && cause.code === "42P01")
      return "This database is empty. Start the server once; it prints the setup link.";
    if ("code" in cause && String(cause.code).startsWith("ERR_PARSE_ARGS"))
      return `${cause.message}\n${usage}`;
  }
  return error instanceof Error ? error.message : String(error);
}
