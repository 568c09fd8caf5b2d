import { expect, test } from "vitest";
import { grantsOf, keptOut, refusalCodes, refusalWords } from "#lib/modules/identity-providers/rules.ts";
import { Allowed } from "#lib/modules/identity-providers/schema.ts";

const known = { login: "Ada", email: "ada@example.org", isEmailVerified: true, groups: ["acme", "acme/ops"] };
const lists = (given: object) => Allowed.parse(given);

test("every refusal has words that say what to do, with the provider's name and without it", () => {
  for (const code of refusalCodes) {
    for (const name of ["Keycloak", null]) {
      const { title, text } = refusalWords(code, name);
      expect(`${title} ${text}`).not.toMatch(/undefined|null|the provider account/);
      expect(title).toMatch(/^[A-Z]/);
      expect(text).toMatch(/\.$/);
    }
  }
});

test.each([
  [{}, null],
  [{ users: ["ada"] }, null],
  [{ users: ["bob"] }, "not_listed"],
  [{ users: ["bob"], organisations: ["acme"] }, null],
  [{ users: ["bob"], organisations: ["other"] }, "not_in_organisation"],
  [{ organisations: ["acme/ops"] }, null],
  [{ organisations: ["acme/other"] }, "not_in_organisation"],
])("at GitHub either list lets in: %j gives %s", (given, out) => {
  expect(keptOut("github", lists(given), known)).toBe(out);
});

test.each([
  [{}, {}, null],
  [{ emailDomains: ["example.org"] }, {}, null],
  [{ emailDomains: ["example.com"] }, {}, "wrong_domain"],
  [{ emailDomains: ["ample.org"] }, {}, "wrong_domain"],
  [{ emailDomains: ["example.org"] }, { isEmailVerified: false }, "email_not_verified"],
  [{ emailDomains: ["example.org"] }, { email: null }, "wrong_domain"],
  [{ emailDomains: ["example.org"], groups: ["staff"] }, {}, "not_in_group"],
  [{ groups: ["ACME"] }, {}, "not_in_group"],
])("at an issuer every list that holds something has to: %j with %j gives %s", (given, more, out) => {
  expect(keptOut("oidc", lists(given), { ...known, ...more })).toBe(out);
});

test("of several groups the most counts, for each project by itself", () => {
  const rows = [
    { group: "a", role: "member" as const },
    { group: "b", role: "admin" as const },
    { group: "a", projectId: "p", access: "write" as const },
    { group: "b", projectId: "p", access: "read" as const },
    { group: "c", projectId: "q", access: "admin" as const },
  ];
  expect(grantsOf("oidc", rows, ["a", "b"])).toEqual({
    role: "admin",
    projects: [{ projectId: "p", access: "write" }],
  });
  expect(grantsOf("oidc", rows, [])).toEqual({ role: null, projects: [] });
});

test("a domain may be given as it stands in an address", () => {
  expect(lists({ emailDomains: [" @Corp.example"] }).emailDomains).toEqual(["corp.example"]);
});
