import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type OidcGround, oidcGround, refused } from "#lib/modules/identity-providers/testing-oidc.ts";

let ground: OidcGround;
beforeAll(async () => {
  ground = await oidcGround();
});
afterAll(() => ground?.close());
beforeEach(() => ground.reset());

describe("a person whom the issuer knows", () => {
  test("becomes a member where the provider brings people, and comes back as the same person", async () => {
    ground.account("ada");
    const at = ground.browser();
    expect(await ground.signIn("ada", at, "/board?x=1")).toBe("/board?x=1");
    const first = await ground.whoIs(at);
    expect(first).toMatchObject({ kind: "person", name: "ada Example", role: "member" });
    const [session] =
      await ground.sql`select method, provider_id, ip, user_agent from sessions where user_id = ${first?.id ?? ""}`;
    expect(session).toEqual({
      method: "provider",
      provider_id: "company",
      ip: "192.0.2.7",
      user_agent: "Test browser",
    });
    expect(await ground.lastAudit()).toMatchObject({
      what: "sign_in.completed",
      provider: "company",
      ip: "192.0.2.7",
    });
    const again = ground.browser();
    await ground.signIn("ada", again);
    expect((await ground.whoIs(again))?.id).toBe(first?.id);
  });

  test("is refused without an invitation where it brings nobody", async () => {
    ground.account("bea");
    await ground.change({ newPeople: null });
    expect(await ground.signIn("bea")).toBe(refused("not_invited"));
    expect(await ground.lastAudit()).toMatchObject({
      what: "sign_in.refused",
      because: "not_invited",
      actor: null,
    });
  });

  test("is refused with an address of another domain, and with one that nobody verified", async () => {
    ground.account("cleo", { email: "cleo@example.com" });
    ground.account("dora", { isEmailVerified: false });
    expect(await ground.signIn("cleo")).toBe(refused("wrong_domain"));
    expect(await ground.signIn("dora")).toBe(refused("email_not_verified"));
    ground.account("emil", { isDomainVerified: false });
    expect(await ground.signIn("emil")).toBe(refused("email_not_verified"));
    ground.account("emil", { isDomainVerified: true });
    expect(await ground.signIn("emil")).toBe("/projects");
  });

  test("is refused in no group that may come in, and gets what their groups give", async () => {
    ground.account("eve", { groups: ["guests"] });
    ground.account("fay", { groups: ["staff", "operators"] });
    await ground.change({ allowed: { groups: ["staff"] }, newPeople: "member" });
    const groupRoles = [{ group: "operators", role: "admin" }];
    await ground.sql`update identity_providers set group_roles = ${JSON.stringify(groupRoles)}::text::json`;
    expect(await ground.signIn("eve")).toBe(refused("not_in_group"));
    const at = ground.browser();
    await ground.signIn("fay", at);
    expect((await ground.whoIs(at))?.role).toBe("admin");
    ground.account("fay", { groups: ["staff"] });
    await ground.signIn("fay", at);
    expect((await ground.whoIs(at))?.role).toBe("member");
  });

  test("who loses their place is refused, and signed out where they were", async () => {
    ground.account("gil", { groups: ["staff"] });
    await ground.change({ allowed: { groups: ["staff"] }, newPeople: "member" });
    const before = ground.browser();
    await ground.signIn("gil", before);
    ground.account("gil", { groups: [] });
    expect(await ground.signIn("gil")).toBe(refused("not_in_group"));
    expect(await ground.whoIs(before)).toBeNull();
  });

  test("who was locked out here stays out", async () => {
    ground.account("hal");
    const at = ground.browser();
    await ground.signIn("hal", at);
    await ground.sql`update users set disabled_at = now() where email = 'hal@example.org'`;
    expect(await ground.signIn("hal")).toBe(refused("disabled"));
  });
});

test("who was refused is asked by the provider who they are, rather than sent back as the same", async () => {
  const promptOf = async (isAgain: boolean) =>
    new URL(await ground.browser().leave("company", { isAgain })).searchParams.get("prompt");
  expect(await promptOf(false)).toBeNull();
  expect(await promptOf(true)).toBe("login");
});

test("who was signed in there since long comes in, and has not just shown who they are", async () => {
  ground.account("sue", { signedInAgoSeconds: 3_600 });
  const at = ground.browser();
  expect(await ground.signIn("sue", at)).toBe("/projects");
  expect(await ground.whoIs(at)).toMatchObject({ name: "sue Example", hasJustSignedIn: false });
  ground.account("sue");
  await ground.signIn("sue", at);
  expect(await ground.whoIs(at)).toMatchObject({ hasJustSignedIn: true });
  ground.account("sue", { signedInAgoSeconds: 3_600 });
  await ground.signIn("sue", at);
  expect(await ground.whoIs(at)).toMatchObject({ hasJustSignedIn: true });
});
