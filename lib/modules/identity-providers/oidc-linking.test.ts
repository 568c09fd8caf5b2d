import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { continueAs } from "#lib/modules/identity-providers/testing.ts";
import { type OidcGround, oidcGround, refused } from "#lib/modules/identity-providers/testing-oidc.ts";
import { whySessionEnded } from "#lib/platform/auth/sessions.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";

let ground: OidcGround;
beforeAll(async () => {
  ground = await oidcGround();
});
afterAll(() => ground?.close());
beforeEach(() => ground.reset());

describe("an address that somebody here has", () => {
  test("links nothing by itself: its owner signs in as before and links it", async () => {
    const ida = await ground.spine.person("member", "Ida");
    ground.account("ida", { email: `${ida.id}@example.org` });
    expect(await ground.signIn("ida")).toBe(refused("not_linked"));
    const at = ground.browser();
    at.cookies.set(
      "lockkeeper_session",
      await createSession(ground.spine.platform.database.orm, ida.id, testSession),
    );
    const url = await at.leave("company", { isToLink: true });
    expect(await at.comeBack(await continueAs(url, "ida"))).toBe("/account?linked=company");
    const elsewhere = ground.browser();
    expect(await ground.signIn("ida", elsewhere)).toBe("/projects");
    expect((await ground.whoIs(elsewhere))?.id).toBe(ida.id);
  });

  test("an account is linked to nobody else, without a verified address, or while another is linked", async () => {
    ground.account("jan");
    await ground.signIn("jan");
    const kim = await ground.spine.person("member", "Kim");
    const at = ground.browser();
    at.cookies.set(
      "lockkeeper_session",
      await createSession(ground.spine.platform.database.orm, kim.id, testSession),
    );
    const link = async (name: string) =>
      at.comeBack(await continueAs(await at.leave("company", { isToLink: true }), name));
    const no = (code: string) => `/account?refused=${code}&provider=company`;
    expect(await link("jan")).toBe(no("linked_elsewhere"));
    await ground.change({ allowed: {}, newPeople: null });
    ground.account("kim", { isEmailVerified: false });
    expect(await link("kim")).toBe(no("email_not_verified"));
    ground.account("other", { email: `${ground.owner.id}@example.org` });
    expect(await link("other")).toBe(no("email_elsewhere"));
    ground.account("kim");
    expect(await link("kim")).toBe("/account?linked=company");
    ground.account("kim2");
    expect(await link("kim2")).toBe(no("another_linked"));
    const fresh = { ...kim, hasJustSignedIn: true };
    const unlinked = await ground.spine.run("account.unlink", { providerId: "company" }, fresh);
    expect(unlinked.outcome).toBe("done");
    expect(await ground.signIn("kim")).toBe(refused("not_invited"));
  });

  test("linking and unlinking take a fresh sign-in, so that nobody does it at a screen that was left open", async () => {
    ground.account("max");
    const max = await ground.spine.person("member", "Max");
    const at = ground.browser();
    at.cookies.set(
      "lockkeeper_session",
      await createSession(ground.spine.platform.database.orm, max.id, testSession),
    );
    await ground.sql`update sessions set authenticated_at = now() - interval '1 hour' where user_id = ${max.id}`;
    await expect(at.leave("company", { isToLink: true })).rejects.toMatchObject({
      type: "FORBIDDEN",
      details: { because: "sign_in_again" },
    });
    await ground.sql`insert into accounts (provider, provider_account_id, user_id) values ('company', 'max', ${max.id})`;
    expect(await ground.spine.run("account.unlink", { providerId: "company" }, max)).toMatchObject({
      outcome: "error",
      error: { details: { because: "sign_in_again" } },
    });
  });

  test("unlinking ends what is open by the account elsewhere, and not where its person just signed in", async () => {
    ground.account("uma");
    const [here, elsewhere] = [ground.browser(), ground.browser()];
    for (const at of [here, elsewhere]) expect(await ground.signIn("uma", at)).toBe("/projects");
    const uma = await ground.whoIs(here);
    if (!uma) throw new Error("Nobody is signed in.");
    expect(await ground.spine.run("account.unlink", { providerId: "company" }, uma)).toMatchObject({
      outcome: "done",
    });
    expect((await ground.whoIs(here))?.id).toBe(uma.id);
    expect(await ground.whoIs(elsewhere)).toBeNull();
    const token = elsewhere.cookies.get("lockkeeper_session") ?? "";
    expect(await whySessionEnded(ground.spine.platform, token)).toMatchObject({ because: "revoked" });
  });

  test("who signs out, or in as another, on the way links nothing", async () => {
    ground.account("lea");
    const at = ground.browser();
    const lea = await ground.spine.person("member", "Lea");
    const orm = ground.spine.platform.database.orm;
    at.cookies.set("lockkeeper_session", await createSession(orm, lea.id, testSession));
    const url = await at.leave("company", { isToLink: true });
    at.cookies.set("lockkeeper_session", await createSession(orm, ground.owner.id, testSession));
    expect(await at.comeBack(await continueAs(url, "lea"))).toBe(
      "/account?refused=link_over&provider=company",
    );
    expect(await ground.sql`select 1 from accounts`).toHaveLength(0);
  });
});
