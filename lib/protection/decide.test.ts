import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DangerLevel, dangerLevels, isAtLeast } from "#lib/kernel/danger.ts";
import { type Access, type ActionRow, actions, type Consent, type Who } from "#lib/protection/actions.ts";
import {
  type DecideInput,
  decide,
  type GivenConsent,
  type ProtectionActor,
  type ProtectionFacts,
} from "#lib/protection/decide.ts";
import { isNoEasier, type Policy, requirementsOf } from "#lib/protection/requirements.ts";
import { answerWindowMs } from "#lib/protection/rules.ts";

const hourMs = 3_600_000;
const start = new Date("2026-03-01T12:00:00.000Z");
const after = (ms: number) => new Date(start.getTime() + ms);

const kinds = ["person", "cli-key", "service-key", "agent", "system"] as const;
const roles = ["owner", "admin", "member"] as const;
const accesses = ["none", "read", "write", "admin"] as const;

const rowOf = (level: DangerLevel, more: Partial<ActionRow> = {}): ActionRow => ({
  level,
  who: "any",
  access: "write",
  sentence: "It happens.",
  ...more,
});
const actorOf = (more: Partial<ProtectionActor> = {}): ProtectionActor => ({
  kind: "person",
  personId: "asker",
  role: "member",
  isReadOnly: false,
  mayConfirm: true,
  ...more,
});
const factsOf = (more: Partial<ProtectionFacts> = {}): ProtectionFacts => ({
  access: "write",
  traits: [],
  held: {},
  fingerprint: "print",
  ...more,
});
const confirmed = (at: Date, more: Partial<GivenConsent> = {}): GivenConsent => ({
  kind: "confirmation",
  personId: "asker",
  isNameTyped: false,
  hasJustSignedIn: false,
  givenAt: at,
  ...more,
});
const approved = (at: Date, personId = "admin"): GivenConsent => ({
  kind: "approval",
  personId,
  isNameTyped: false,
  hasJustSignedIn: false,
  givenAt: at,
});
const ask = (more: Partial<DecideInput> & Pick<DecideInput, "action">) =>
  decide({ actor: actorOf(), facts: factsOf(), consents: [], now: start, ...more });

const typed = confirmed(start, { isNameTyped: true });
/** Which consents were given, at which time it is asked, and what each level then says. */
const consentStates: [string, GivenConsent[], number, Record<DangerLevel, "allow" | "hold">][] = [
  ["none", [], 0, verdicts("allow", "allow", "hold", "hold", "hold")],
  ["confirmed without the name", [confirmed(start)], 0, verdicts("allow", "allow", "allow", "hold", "hold")],
  ["confirmed with the name", [typed], 0, verdicts("allow", "allow", "allow", "hold", "hold")],
  ["the name, an hour ago", [typed], hourMs, verdicts("allow", "allow", "allow", "hold", "hold")],
  [
    "confirmed twice within the hour",
    [typed, confirmed(after(hourMs - 1))],
    hourMs,
    verdicts("allow", "allow", "allow", "hold", "hold"),
  ],
  [
    "confirmed again after the hour",
    [typed, confirmed(after(hourMs))],
    hourMs,
    verdicts("allow", "allow", "allow", "allow", "hold"),
  ],
  [
    "confirmed again after a day",
    [typed, confirmed(after(24 * hourMs))],
    24 * hourMs,
    verdicts("allow", "allow", "allow", "allow", "hold"),
  ],
  [
    "and approved by another",
    [typed, confirmed(after(24 * hourMs)), approved(start)],
    24 * hourMs,
    verdicts("allow", "allow", "allow", "allow", "allow"),
  ],
  [
    "approved a second too early for the day",
    [typed, approved(start), confirmed(after(24 * hourMs - 1000))],
    24 * hourMs,
    verdicts("allow", "allow", "allow", "allow", "hold"),
  ],
  ["only approved", [approved(start)], 0, verdicts("allow", "allow", "hold", "hold", "hold")],
];

function verdicts(...each: ("allow" | "hold")[]): Record<DangerLevel, "allow" | "hold"> {
  return Object.fromEntries(dangerLevels.map((level, index) => [level, each[index]])) as Record<
    DangerLevel,
    "allow" | "hold"
  >;
}

/** Who may ask at all, said once more and apart from the code. */
function mayAsk(who: Who, { kind, role }: Pick<ProtectionActor, "kind" | "role">): boolean {
  if (who === "any") return true;
  if (kind === "agent" || kind === "service-key") return false;
  return who === "person" || role === "owner" || (who === "admin" && role === "admin");
}

describe.each(consentStates)("consents: %s", (_name, consents, laterMs, expected) => {
  test.each(dangerLevels)("%s: every actor, role, access and right to ask", (level) => {
    for (const kind of kinds)
      for (const role of roles)
        for (const who of ["any", "person", "admin", "owner"] as const)
          for (const needed of accesses)
            for (const access of accesses) {
              const actor = actorOf({ kind, role });
              const action = rowOf(level, { who, access: needed });
              const now = after(laterMs);
              const decision = ask({ action, actor, facts: factsOf({ access }), consents, now });
              const isRefused = !mayAsk(who, actor) || accesses.indexOf(access) < accesses.indexOf(needed);
              expect(decision.verdict).toBe(isRefused ? "deny" : expected[level]);
              expect(decision.level).toBe(level);
            }
  });
});

test("an actor that may only read is denied at every level", () => {
  for (const level of dangerLevels) {
    const decision = ask({ action: rowOf(level, { access: "none" }), actor: actorOf({ isReadOnly: true }) });
    expect(decision).toMatchObject({ verdict: "deny", because: "actor" });
  }
});

test("what a key could come back by as a person asks of a key, and of nobody else, that it may confirm", () => {
  for (const level of dangerLevels) {
    const action = rowOf(level, { who: "person", keyScope: "confirm" });
    const key = (mayConfirm: boolean) => ask({ action, actor: actorOf({ kind: "cli-key", mayConfirm }) });
    const [without, withIt, person] = [key(false), key(true), ask({ action })];
    expect(without).toMatchObject({ verdict: "deny", because: "actor" });
    expect(without.verdict === "deny" && without.missing).toMatchObject([{ requirement: "confirm_scope" }]);
    expect([withIt.verdict, person.verdict]).not.toContain("deny");
  }
});

test("a held answer says what is missing, the earliest moment, and until when it can be answered", () => {
  const first = ask({ action: rowOf("HIGH") });
  expect(first).toMatchObject({ verdict: "hold", typedName: true, notBefore: after(hourMs) });
  const second = ask({ action: rowOf("HIGH"), consents: [typed], now: after(1000) });
  expect(second).toMatchObject({
    verdict: "hold",
    typedName: false,
    notBefore: after(hourMs),
    expiresAt: after(hourMs + answerWindowMs),
    needs: [
      { requirement: "typed_name", met: true },
      { requirement: "cooldown_1h", met: false },
      { requirement: "second_confirmation", met: false },
    ],
  });
});

test("four eyes at CRITICAL: neither the asker, nor the person behind a key, nor a confirmer approves", () => {
  const consents = [typed, confirmed(after(24 * hourMs), { personId: "second" })];
  const now = after(24 * hourMs);
  const asked = (approver: string, actor = actorOf()) =>
    ask({ action: rowOf("CRITICAL"), actor, consents: [...consents, approved(now, approver)], now }).verdict;
  expect(asked("asker")).toBe("hold");
  expect(asked("second")).toBe("hold");
  expect(asked("behind", actorOf({ kind: "agent", personId: "behind" }))).toBe("hold");
  expect(asked("third")).toBe("allow");
});

test("a trait raises the level and lengthens the cooldown; a missing trait does neither", () => {
  const push = actions["git.push"];
  expect(ask({ action: push }).verdict).toBe("allow");
  expect(ask({ action: push, facts: factsOf({ traits: ["default_branch"] }) })).toMatchObject({
    verdict: "hold",
    level: "MEDIUM",
  });
  const facts = factsOf({ access: "admin", traits: ["has_volumes"] });
  expect(ask({ action: actions["project.delete"], facts })).toMatchObject({ notBefore: after(24 * hourMs) });
});

const levels = fc.constantFrom(...dangerLevels);
const consentNames = fc.subarray<Consent>([
  "user_confirmation",
  "typed_name",
  "second_confirmation",
  "admin_approval",
]);
const traits = fc.subarray(["default_branch", "shared_local_workspace", "has_volumes"] as const);
const factNames = fc.subarray(["backup_exists", "backup_verified"] as const);
const aRow: fc.Arbitrary<ActionRow> = fc.record(
  {
    level: levels,
    who: fc.constantFrom<Who>("any", "person", "admin", "owner"),
    access: fc.constantFrom<Access>(...accesses),
    sentence: fc.constant("It happens."),
    facts: factNames,
    keyScope: fc.constant("confirm"),
    consents: consentNames,
    cooldownMs: fc.constantFrom(0, hourMs, 48 * hourMs),
    raised: fc.record({ default_branch: levels }),
    cooldownByTrait: fc.record({ has_volumes: fc.constantFrom(0, 24 * hourMs) }),
  },
  { requiredKeys: ["level", "who", "access", "sentence"] },
);
const anActor: fc.Arbitrary<ProtectionActor> = fc.record({
  kind: fc.constantFrom(...kinds),
  personId: fc.constantFrom("a", "b", "c", null),
  role: fc.constantFrom(...roles),
  isReadOnly: fc.boolean(),
  mayConfirm: fc.boolean(),
});
const someFacts: fc.Arbitrary<ProtectionFacts> = fc.record({
  access: fc.constantFrom<Access>(...accesses),
  traits,
  held: fc.dictionary(fc.constantFrom("backup_exists", "backup_verified"), fc.boolean()),
  fingerprint: fc.string(),
});
const moments = fc.integer({ min: 0, max: 100 * hourMs }).map(after);
const someConsents: fc.Arbitrary<GivenConsent[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("confirmation", "approval", "break_glass"),
    personId: fc.constantFrom("a", "b", "c"),
    isNameTyped: fc.boolean(),
    hasJustSignedIn: fc.boolean(),
    givenAt: moments,
  }),
  { maxLength: 4 },
);
const aChange = fc.record(
  { level: levels, consents: consentNames, cooldownMs: fc.constantFrom(0, hourMs, 72 * hourMs) },
  { requiredKeys: [] },
);
const aPolicy: fc.Arbitrary<Policy> = fc.record(
  {
    installation: aChange,
    project: aChange,
    cooldownMs: fc.record({ HIGH: fc.constantFrom(0, hourMs), CRITICAL: fc.constantFrom(0, 48 * hourMs) }),
  },
  { requiredKeys: [] },
);
const aCase: fc.Arbitrary<DecideInput> = fc.record(
  {
    action: aRow,
    actor: anActor,
    facts: someFacts,
    consents: someConsents,
    policy: aPolicy,
    soleAdminId: fc.constantFrom("a", "b", null),
    now: moments,
  },
  { requiredKeys: ["action", "actor", "facts", "consents", "now"] },
);
const promise = (holds: (input: DecideInput) => void) =>
  fc.assert(fc.property(aCase, holds), { numRuns: 3000 });

test("it is total: it never throws, and answers one of three verdicts", () => {
  promise((input) => {
    expect(["allow", "hold", "deny"]).toContain(decide(input).verdict);
  });
});

test("it is pure: the same question has the same answer, and nothing it was given changes", () => {
  promise((input) => {
    const before = structuredClone(input);
    expect(decide(input)).toEqual(decide(input));
    expect(input).toEqual(before);
  });
});

test("what a machine asks for at MEDIUM and above is never allowed without a person's consent", () => {
  promise((input) => {
    const isMachine = !["person", "cli-key"].includes(input.actor.kind);
    const decision = decide({ ...input, consents: [] });
    if (isMachine && isAtLeast(decision.level, "MEDIUM")) expect(decision.verdict).not.toBe("allow");
  });
});

/** The same consents in the same order, each longer after the one before than any cooldown of these tests. */
const asIfLater = (consent: GivenConsent, index: number): GivenConsent => ({
  ...consent,
  givenAt: after(index * 100 * hourMs),
});

const strictness = { allow: 0, hold: 1, deny: 2 };

/** A case as the spine makes them: consents in the order in which they were given, none from the future. */
const aRecordedCase = aCase.map((input) => ({
  ...input,
  consents: input.consents
    .filter((consent) => consent.givenAt <= input.now)
    .sort((one, other) => one.givenAt.getTime() - other.givenAt.getTime()),
}));

test("raising a level never makes anything easier, nor shortens what is waited for", () => {
  fc.assert(
    fc.property(aRecordedCase, levels, levels, (input, one, other) => {
      const [lower, higher] = isAtLeast(one, other) ? [other, one] : [one, other];
      const below = decide({
        ...input,
        policy: { ...input.policy, project: { ...input.policy?.project, level: lower } },
      });
      const above = decide({
        ...input,
        policy: { ...input.policy, project: { ...input.policy?.project, level: higher } },
      });
      expect(isAtLeast(above.level, below.level)).toBe(true);
      expect(strictness[above.verdict]).toBeGreaterThanOrEqual(strictness[below.verdict]);
      if (above.verdict === "hold" && below.verdict === "hold")
        expect(Number(above.notBefore)).toBeGreaterThanOrEqual(Number(below.notBefore));
    }),
    { numRuns: 3000 },
  );
});

test("what a project asks for never makes anything easier, whatever the installation relaxed", () => {
  fc.assert(
    fc.property(aRecordedCase, (input) => {
      const { installation, cooldownMs } = input.policy ?? {};
      const without = decide({ ...input, policy: { installation, ...(cooldownMs && { cooldownMs }) } });
      expect(strictness[decide(input).verdict]).toBeGreaterThanOrEqual(strictness[without.verdict]);
    }),
    { numRuns: 3000 },
  );
});

test("a rule that is found to be no easier never lets through what was held before", () => {
  fc.assert(
    fc.property(aRecordedCase, aPolicy, aPolicy, (input, before, after) => {
      if (!isNoEasier(input.action, before, after)) return;
      const was = decide({ ...input, policy: before });
      expect(strictness[decide({ ...input, policy: after }).verdict]).toBeGreaterThanOrEqual(
        strictness[was.verdict],
      );
    }),
    { numRuns: 3000 },
  );
});

test("breaking the glass stands for no consent: what is allowed after it is allowed without it once time has passed", () => {
  fc.assert(
    fc.property(aRecordedCase, (input) => {
      if (decide(input).verdict !== "allow") return;
      const without = input.consents.filter(({ kind }) => kind !== "break_glass");
      const late = { ...input, consents: without.map(asIfLater), now: after(10_000 * hourMs) };
      expect(decide(late).verdict).toBe("allow");
    }),
    { numRuns: 3000 },
  );
});

test("the only admin approves their own request after signing in again and the whole cooldown, no sooner", () => {
  const action = rowOf("CRITICAL");
  const day = after(24 * hourMs);
  const own = (at: Date, more: Partial<GivenConsent> = {}): GivenConsent => ({
    ...approved(at, "asker"),
    hasJustSignedIn: true,
    ...more,
  });
  const verdict = (approval: GivenConsent, soleAdminId: string | null, now = approval.givenAt) =>
    ask({ action, consents: [typed, confirmed(day), approval], soleAdminId, now }).verdict;
  expect(verdict(own(day), "asker")).toBe("allow");
  expect(verdict(own(day), null)).toBe("hold");
  expect(verdict(own(day), "another")).toBe("hold");
  expect(verdict(own(day, { hasJustSignedIn: false }), "asker")).toBe("hold");
  expect(verdict(own(after(24 * hourMs - 1)), "asker", day)).toBe("hold");
  // Not even an owner who broke the glass approves alone before the whole cooldown.
  const glass: GivenConsent = { ...own(after(1000)), kind: "break_glass" };
  const hasty = [typed, glass, confirmed(after(2000)), own(after(3000))];
  expect(ask({ action, consents: hasty, soleAdminId: "asker", now: after(4000) }).verdict).toBe("hold");
});

test("after the glass was broken the second confirmation is still asked for, and counts from that moment on", () => {
  const glass: GivenConsent = { ...typed, kind: "break_glass", givenAt: after(5000) };
  const held = ask({ action: rowOf("HIGH"), consents: [typed, glass], now: after(6000) });
  expect(held).toMatchObject({
    verdict: "hold",
    notBefore: after(5000),
    needs: [
      { requirement: "typed_name", met: true },
      { requirement: "cooldown_1h", met: true, how: "An owner skipped the rest of it." },
      { requirement: "second_confirmation", met: false },
    ],
  });
  const consents = [typed, glass, confirmed(after(7000))];
  expect(ask({ action: rowOf("HIGH"), consents, now: after(7000) }).verdict).toBe("allow");
  // Before the first confirmation there is nothing to skip.
  const early: GivenConsent = { ...glass, givenAt: after(-1000) };
  const tooEarly = [early, typed, confirmed(after(7000))];
  expect(ask({ action: rowOf("HIGH"), consents: tooEarly, now: after(7000) }).verdict).toBe("hold");
});

test("a rule of the installation stands in the place of the row; lengths of levels are rules too", () => {
  const action = rowOf("HIGH", { cooldownMs: 2 * hourMs });
  const at = (policy: Policy) => ask({ action, policy });
  expect(at({ cooldownMs: { HIGH: 1000 } })).toMatchObject({ notBefore: after(2 * hourMs) });
  expect(at({ installation: { cooldownMs: 1000 } })).toMatchObject({ notBefore: after(1000) });
  expect(at({ installation: { level: "MEDIUM" } })).toMatchObject({ level: "MEDIUM", notBefore: null });
  expect(at({ installation: { cooldownMs: 3000 }, project: { level: "CRITICAL" } })).toMatchObject({
    level: "CRITICAL",
    notBefore: after(24 * hourMs),
    raised: { from: "HIGH", by: "a rule of this project" },
  });
  const short = { installation: { cooldownMs: 3000 }, cooldownMs: { HIGH: 2000, CRITICAL: 2000 } };
  expect(at({ ...short, project: { level: "CRITICAL" } })).toMatchObject({ notBefore: after(3000) });
});

test("whatever consents a rule leaves, a person confirms first where a cooldown or a second confirmation follows", () => {
  const asksOf = (level: DangerLevel, consents: Consent[]) =>
    requirementsOf(rowOf(level, { consents })).consents;
  expect(asksOf("HIGH", [])).toEqual(["user_confirmation"]);
  expect(asksOf("MEDIUM", ["second_confirmation"])).toEqual(["user_confirmation", "second_confirmation"]);
  expect(asksOf("CRITICAL", ["admin_approval"])).toEqual(["user_confirmation", "admin_approval"]);
  expect(asksOf("MEDIUM", ["admin_approval"])).toEqual(["admin_approval"]);
});

test("the only admin approves their own request at once, freshly signed in, where nobody has to confirm it", () => {
  const action = rowOf("LOW", { consents: ["admin_approval"] });
  const own = { ...approved(start, "asker"), hasJustSignedIn: true };
  const verdictOf = (consent: GivenConsent, soleAdminId: string | null) =>
    ask({ action, consents: [consent], soleAdminId }).verdict;
  expect(verdictOf(own, "asker")).toBe("allow");
  expect(verdictOf(own, null)).toBe("hold");
  expect(verdictOf({ ...own, hasJustSignedIn: false }, "asker")).toBe("hold");
});

test("a fact that does not hold is never made up for by consents", () => {
  promise((input) => {
    const isMissing = (input.action.facts ?? []).some((fact) => input.facts.held[fact] !== true);
    if (isMissing) expect(decide(input).verdict).toBe("deny");
  });
});

/** The same, by the catalogue and what a project raised; nothing was relaxed and nobody is alone. */
const unrelaxed = (input: DecideInput): DecideInput => ({
  ...input,
  policy: { project: input.policy?.project },
  soleAdminId: null,
});

test("CRITICAL is allowed only with an approval by somebody who neither asked nor confirmed", () => {
  promise((input) => {
    const decision = decide({
      ...unrelaxed(input),
      action: { ...input.action, level: "CRITICAL", consents: undefined } as ActionRow,
    });
    if (decision.verdict !== "allow") return;
    const confirmers = input.consents.filter(({ kind }) => kind === "confirmation").map((c) => c.personId);
    const approvers = input.consents.filter(({ kind }) => kind === "approval").map((c) => c.personId);
    expect(approvers.some((id) => id !== input.actor.personId && !confirmers.includes(id))).toBe(true);
  });
});

test("nothing of HIGH and above is allowed before the cooldown after the first confirmation is over, or an owner broke the glass", () => {
  promise((input) => {
    const action = { ...input.action, consents: undefined, cooldownMs: undefined } as ActionRow;
    const decision = decide({ ...unrelaxed(input), action });
    if (decision.verdict !== "allow" || !isAtLeast(decision.level, "HIGH")) return;
    const cooldownMs = decision.level === "HIGH" ? hourMs : 24 * hourMs;
    const firsts = input.consents.filter((c) => c.kind === "confirmation" && c.isNameTyped);
    const isBroken = input.consents.some((c) => c.kind === "break_glass");
    const isCool = firsts.some((c) => input.now.getTime() - c.givenAt.getTime() >= cooldownMs);
    expect(firsts.length > 0 && (isCool || isBroken)).toBe(true);
  });
});

test("a consent more never turns an allowed request into a held one, an approver's own confirmation aside", () => {
  fc.assert(
    fc.property(aCase, (input) => {
      const { verdict, level } = decide(input);
      if (verdict !== "allow" || level === "CRITICAL") return;
      if (requirementsOf(input.action, input.facts.traits, input.policy).consents.includes("admin_approval"))
        return;
      const more = [...input.consents, confirmed(input.now, { personId: "c", isNameTyped: true })];
      expect(decide({ ...input, consents: more }).verdict).toBe("allow");
    }),
    { numRuns: 2000 },
  );
});

test("every row of the catalogue has a sentence for people, and none below HIGH waits", () => {
  for (const [name, row] of Object.entries<ActionRow>(actions)) {
    expect(row.sentence, name).toMatch(/^\p{Lu}.*\.$/u);
    if (!isAtLeast(row.level, "HIGH")) expect(row.cooldownMs, name).toBeUndefined();
  }
});
