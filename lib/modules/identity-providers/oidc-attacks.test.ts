import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { continueAs } from "#lib/modules/identity-providers/testing.ts";
import { type OidcGround, oidcGround, refused } from "#lib/modules/identity-providers/testing-oidc.ts";

let ground: OidcGround;
beforeAll(async () => {
  ground = await oidcGround();
});
afterAll(() => ground?.close());
beforeEach(() => ground.reset());

describe("nobody is signed in by", () => {
  test("a sign-in at another provider than the one that this browser left for", async () => {
    ground.account("nia");
    const again = {
      kind: "oidc",
      name: "Other",
      issuer: ground.issuer.url,
      clientId: ground.issuer.clientId,
    };
    const more = { clientSecret: ground.issuer.clientSecret, newPeople: "member" };
    const allowed = { emailDomains: ["example.org"] };
    await ground.spine.run(
      "identity-provider.configure",
      { providerId: "oidc", ...again, ...more, allowed },
      ground.owner,
    );
    const at = ground.browser();
    // What was kept for the walk is sent on to the other provider, as one that means harm would.
    const url = (await at.leave("company")).replace("callback%2Fcompany", "callback%2Foidc");
    expect(await at.comeBack(await continueAs(url, "nia"))).toBe("/sign-in?refused=checks&provider=oidc");
    expect(await ground.whoIs(at)).toBeNull();
  });

  test("a callback with another state", async () => {
    ground.account("mia");
    const at = ground.browser();
    const back = new URL(await continueAs(await at.leave("company"), "mia"));
    back.searchParams.set("state", "another");
    expect(await at.comeBack(back.href)).toBe(refused("checks"));
    expect(await ground.whoIs(at)).toBeNull();
  });

  test.each(["lockkeeper_state", "lockkeeper_pkce", "lockkeeper_nonce"])(
    "a callback without the cookie %s",
    async (name) => {
      ground.account("mia");
      const at = ground.browser();
      const back = await continueAs(await at.leave("company"), "mia");
      at.cookies.delete(name);
      expect(await at.comeBack(back)).toBe(refused("checks"));
      expect(await ground.whoIs(at)).toBeNull();
    },
  );

  test("a callback in a browser that began nothing (login CSRF)", async () => {
    ground.account("mia");
    const back = await continueAs(await ground.browser().leave("company"), "mia");
    const victim = ground.browser();
    expect(await victim.comeBack(back)).toBe(refused("checks"));
    expect(await ground.whoIs(victim)).toBeNull();
  });

  test("an id token with the nonce of another sign-in", async () => {
    ground.account("mia");
    const [at, other] = [ground.browser(), ground.browser()];
    const back = await continueAs(await at.leave("company"), "mia");
    await other.leave("company");
    at.cookies.set("lockkeeper_nonce", other.cookies.get("lockkeeper_nonce") ?? "");
    expect(await at.comeBack(back)).toBe(refused("provider_refused"));
  });

  test("the verifier of another sign-in", async () => {
    ground.account("mia");
    const [at, other] = [ground.browser(), ground.browser()];
    const back = await continueAs(await at.leave("company"), "mia");
    await other.leave("company");
    at.cookies.set("lockkeeper_pkce", other.cookies.get("lockkeeper_pkce") ?? "");
    expect(await at.comeBack(back)).toBe(refused("provider_refused"));
  });

  test("a code that is replayed", async () => {
    ground.account("mia");
    const at = ground.browser();
    const back = await continueAs(await at.leave("company"), "mia");
    const kept = new Map(at.cookies);
    expect(await at.comeBack(back)).toBe("/projects");
    const thief = ground.browser();
    for (const [name, value] of kept) thief.cookies.set(name, value);
    expect(await thief.comeBack(back)).toBe(refused("provider_refused"));
    expect(await at.comeBack(back)).toBe(refused("checks"));
    expect(await ground.whoIs(thief)).toBeNull();
  });

  test("a request to leave without the token that was given to this browser", async () => {
    const at = ground.browser();
    await at.leave("company");
    expect(await at.leaveWith("company", "made up")).toBe(refused("checks"));
    expect(
      await ground.browser().leaveWith("company", at.cookies.get("lockkeeper_csrf")?.split("|")[0] ?? ""),
    ).toBe(refused("checks"));
  });

  test("a provider that was turned off meanwhile, or never was there", async () => {
    ground.account("mia");
    const at = ground.browser();
    const back = await continueAs(await at.leave("company"), "mia");
    await ground.change({ isEnabled: false });
    expect(await at.comeBack(back)).toBe(refused("provider_off"));
    expect(await at.leave("nobody")).toBe("/sign-in?refused=provider_off&provider=nobody");
  });

  test("somebody who cancels there", async () => {
    const at = ground.browser();
    expect(await at.comeBack(await continueAs(await at.leave("company"), ""))).toBe(refused("cancelled"));
  });
});

test.each([
  "https://evil.test/x",
  "//evil.test",
  "/\\evil.test",
  "http://localhost:3000.evil.test/",
  "javascript:alert(1)",
])("nobody is led to %s afterwards (open redirect)", async (next) => {
  await ground.sql`delete from users where email = 'nia@example.org'`;
  ground.account("nia");
  expect(await ground.signIn("nia", ground.browser(), next)).toBe("/projects");
});

test("a session that was there before is not taken over: there is always a new one (fixation)", async () => {
  ground.account("ona");
  const at = ground.browser();
  await ground.signIn("ona", at);
  const planted = at.cookies.get("lockkeeper_session");
  await ground.signIn("ona", at);
  expect(at.cookies.get("lockkeeper_session")).not.toBe(planted);
  const victim = ground.browser();
  victim.cookies.set("lockkeeper_session", "a-token-that-an-attacker-chose");
  await ground.signIn("ona", victim);
  expect(victim.cookies.get("lockkeeper_session")).not.toBe("a-token-that-an-attacker-chose");
});
