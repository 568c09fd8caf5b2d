import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import {
  applied,
  confirmed,
  cooled,
  direct,
  findScripted,
  looking,
  queued,
} from "#lib/operations/fixtures/scripted-commands.ts";
import { type ScriptedPlatform, scriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import { raiseRule } from "#lib/operations/raise-rule.ts";
import { relaxRule } from "#lib/operations/relax-rule.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

// Hundreds of requests, one after the other.
vi.setConfig({ testTimeout: 120_000 });

let spine: ScriptedPlatform;
let machines: Record<"agent" | "service" | "keyOverMcp", Actor>;
beforeAll(async () => {
  spine = await scriptedPlatform();
  const owner = await spine.person("owner");
  const scopes = ["read", "write", "confirm"] as const;
  machines = {
    agent: { ...owner, kind: "agent", id: "run", scopes, hasJustSignedIn: true },
    service: { ...owner, kind: "service-key", id: "service", scopes, hasJustSignedIn: true },
    keyOverMcp: { ...owner, kind: "cli-key", id: "key", scopes, via: "mcp", hasJustSignedIn: true },
  };
});
afterAll(() => spine?.drop());

const commands = { applied, queued, confirmed, looking, cooled, direct };
const who = fc.constantFrom(...(["agent", "service", "keyOverMcp"] as const));
const which = fc.nat({ max: 5 });
const request = fc.oneof(
  fc.record({
    do: fc.constant("ask" as const),
    who,
    command: fc.constantFrom(...(Object.keys(commands) as (keyof typeof commands)[])),
    key: fc.constantFrom("one", "two"),
  }),
  fc.record({
    do: fc.constantFrom("confirm", "approve", "reject", "glass", "token", "cancel", "relax", "raise", "wait"),
    who,
    which,
  }),
);
type Request = typeof request extends fc.Arbitrary<infer One> ? One : never;

/** Sends one request; gives the id of what it made, where it made something. */
async function send(one: Request, made: readonly string[], tokens: string[]): Promise<string | null> {
  const actor = machines[one.who];
  if (one.do === "ask") {
    const answer = await spine.ask(commands[one.command], { key: one.key }, actor, { reason: "so it is" });
    keepToken(answer, tokens);
    return answer.outcome === "held" ? answer.operation.id : null;
  }
  const operationId = made[one.which % Math.max(1, made.length)] ?? "00000000-0000-7000-8000-000000000000";
  const named = { operationId, typedName: "web shop", reason: "so it is" };
  const token = tokens[one.which];
  const rule = { command: "project.stop", level: "LOW", reason: "so it is" };
  const sends = {
    confirm: () => spine.confirm(token ? { token } : named, actor),
    approve: () => spine.approve(named, actor),
    reject: () => spine.reject({ operationId, reason: "no" }, actor),
    glass: () => spine.breakGlass({ operationId, reason: "now" }, actor),
    token: () => spine.issueToken(operationId, actor),
    cancel: () => spine.cancel(operationId, actor),
    relax: () => spine.ask(relaxRule(findScripted), rule, actor, { reason: "so it is" }),
    raise: () => spine.ask(raiseRule(findScripted), { ...rule, level: "HIGH" }, actor),
    wait: async () => {
      await spine.later(operationId, "25 hours");
      await spine.sweep();
      return null;
    },
  };
  const answer = await sends[one.do]();
  if (answer) keepToken(answer, tokens);
  return null;
}

function keepToken(answer: CommandAnswer, tokens: string[]): void {
  const found = /"token":"([^"]+)"/.exec(JSON.stringify(answer))?.[1];
  if (found) tokens.push(found);
}

test("no sequence of requests by agents and service keys alone gets anything of MEDIUM or above to run", async () => {
  let heldCount = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 4, maxLength: 14 }), async (requests) => {
      await spine.platform.database.sql`truncate operations cascade`;
      const made: string[] = [];
      const tokens: string[] = [];
      for (const one of requests) {
        const id = await send(one, made, tokens);
        if (id) made.push(id);
      }
      expect(tokens).toEqual([]);
      heldCount += made.length;
      const rows = await spine.platform.database.sql<{ state: string; command: string }[]>`
        select state, command from operations where level in ('MEDIUM', 'HIGH', 'CRITICAL')`;
      for (const { state, command } of rows)
        expect(["held", "denied", "cancelled", "expired"], command).toContain(state);
      expect(await spine.platform.database.sql`select from consents`).toHaveLength(0);
      expect(await spine.platform.database.sql`select from protection_rules`).toHaveLength(0);
    }),
    { numRuns: 40 },
  );
  expect(heldCount).toBeGreaterThan(20);
});
