import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionEnds } from "#drizzle/schema/people.ts";
import { type OidcIssuer, startOidcIssuer } from "#e2e/fixtures/oidc-issuer.ts";
import { readRefusal } from "#lib/modules/identity-providers/list-ways-in.ts";
import { signedOutWords } from "#lib/modules/identity-providers/signed-out-words.ts";
import {
  continueAs,
  type TestBrowser,
  testAddress,
  testBrowser,
} from "#lib/modules/identity-providers/testing.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { whySessionEnded } from "#lib/platform/auth/sessions.ts";

/** What somebody reads who was let in by a provider and is so no longer; and that nobody else reads it. */

let spine: TestPlatform;
let issuer: OidcIssuer;
let owner: Actor;

beforeAll(async () => {
  process.env.NEXTAUTH_URL = testAddress;
  spine = await testPlatform({ LOCKKEEPER_URL: testAddress });
  issuer = await startOidcIssuer({});
  owner = await spine.person("owner", "Olivia");
  await configure({
    ...{ kind: "oidc", name: "Company", issuer: issuer.url },
    ...{ clientId: issuer.clientId, clientSecret: issuer.clientSecret },
    ...{ newPeople: "member", allowed: { groups: ["staff"] }, groupClaim: "groups" },
  });
});
afterAll(async () => {
  await issuer?.close();
  await spine?.drop();
});

async function configure(input: Record<string, unknown>): Promise<void> {
  const answer = await spine.run("identity-provider.configure", { providerId: "company", ...input }, owner);
  expect(answer.outcome, JSON.stringify(answer)).toBe("done");
}
const account = (name: string, groups = ["staff"]) => {
  issuer.accounts[name] = { name, email: `${name}@example.org`, groups };
};
const signIn = async (name: string, at: TestBrowser) =>
  await at.comeBack(await continueAs(await at.leave("company"), name));
const idOf = async (name: string): Promise<string> => {
  const [row] = await spine.platform.database.sql`select id from users where name = ${name}`;
  return row?.id;
};
/** What the sign-in page of a browser says about a refusal. */
const refusalAt = (at: TestBrowser, provider = "company") =>
  readRefusal(spine.platform, {
    refused: "disabled",
    provider,
    cookieNamed: (name) => at.cookies.get(name),
  });
async function signedOutAt(at: TestBrowser): Promise<string> {
  const ended = await whySessionEnded(spine.platform, at.cookies.get("lockkeeper_session") ?? "");
  const words = ended && signedOutWords(ended);
  return words ? `${words.title}: ${words.text}` : "";
}

test("who is disabled reads why at the browser they sign in with by a provider, and no other browser does", async () => {
  account("ann");
  await signIn("ann", testBrowser(spine.platform));
  const disable = { personId: await idOf("ann"), because: "left the <b>team</b>" };
  expect((await spine.run("person.disable", disable, owner)).outcome).toBe("done");
  const [hers, stranger] = [testBrowser(spine.platform), testBrowser(spine.platform)];
  expect(await signIn("ann", hers)).toBe("/sign-in?refused=disabled&provider=company");
  expect((await refusalAt(hers))?.text).toContain("“left the <b>team</b>”");
  expect((await refusalAt(stranger))?.text).not.toContain("left the");
  const [name, note = ""] = [...hers.cookies].find(([key]) => key.endsWith("disabled")) ?? [];
  stranger.cookies.set(name ?? "", `x${note}`);
  expect((await refusalAt(stranger))?.text).not.toContain("left the");
});

test("the reason is gone once they are enabled, or come back as somebody else", async () => {
  account("bea");
  await signIn("bea", testBrowser(spine.platform));
  const personId = await idOf("bea");
  await spine.run("person.disable", { personId, because: "a mistake" }, owner);
  const at = testBrowser(spine.platform);
  await signIn("bea", at);
  expect((await refusalAt(at))?.text).toContain("a mistake");
  await spine.run("person.enable", { personId }, owner);
  expect((await refusalAt(at))?.text).not.toContain("a mistake");
  expect(await signIn("bea", at)).toBe("/projects");
  expect([...at.cookies.keys()].some((key) => key.endsWith("disabled"))).toBe(false);
});

test("the browser of who is disabled says so, and why; of somebody else's nothing is told", async () => {
  account("cat");
  const at = testBrowser(spine.platform);
  await signIn("cat", at);
  expect(await signedOutAt(at)).toBe("");
  const personId = await idOf("cat");
  await spine.run("person.disable", { personId, because: "on leave" }, owner);
  expect(await signedOutAt(at)).toContain("says why: “on leave”");
  await spine.run("person.enable", { personId }, owner);
  expect(await signedOutAt(at)).toContain("An admin signed this browser out");
});

test("who lost their place by the provider's rules reads by which, where they were signed out", async () => {
  account("dan");
  const at = testBrowser(spine.platform);
  await signIn("dan", at);
  account("dan", []);
  await signIn("dan", testBrowser(spine.platform));
  expect(await signedOutAt(at)).toContain("You are in no group that may come in: You came by Company");
});

test("who came by a provider that an admin changed reads that, and how to go on", async () => {
  account("eli");
  const at = testBrowser(spine.platform);
  await signIn("eli", at);
  await configure({ allowed: { groups: ["staff", "guests"] } });
  expect(await signedOutAt(at)).toContain("How people sign in by Company has changed");
});

test.each(sessionEnds)("a browser that was signed out as %s is told so, and what to do", (because) => {
  for (const provider of ["Company", null]) {
    const words = signedOutWords({ because, provider, disabledBecause: null });
    expect(words?.title).toMatch(/^\S.+/);
    expect(words?.text).toMatch(/sign in|ask|take another|Verify/i);
  }
});
