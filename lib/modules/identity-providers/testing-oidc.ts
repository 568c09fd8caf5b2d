import { startOidcIssuer } from "#e2e/fixtures/oidc-issuer.ts";
import { continueAs, testAddress, testBrowser } from "#lib/modules/identity-providers/testing.ts";
import { testPlatform } from "#lib/operations/testing.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";

export type OidcGround = Awaited<ReturnType<typeof oidcGround>>;

export const refused = (code: string) => `/sign-in?refused=${code}&provider=company`;

/** The product with a real issuer beside it, which is its provider `company`: verified people of example.org become members. */
export async function oidcGround() {
  process.env.NEXTAUTH_URL = testAddress;
  const spine = await testPlatform({ LOCKKEEPER_URL: testAddress });
  const issuer = await startOidcIssuer({});
  const owner = await spine.person("owner", "Olivia");
  const { sql } = spine.platform.database;
  const browser = () => testBrowser(spine.platform);

  async function change(input: Record<string, unknown>): Promise<void> {
    const asked = { providerId: "company", ...input };
    let answer = await spine.run("identity-provider.configure", asked, owner);
    if (answer.outcome === "held")
      answer = await spine.run("operation.confirm", { token: answer.confirm?.token }, owner);
    if (answer.outcome !== "done") throw new Error(`It was not changed: ${JSON.stringify(answer)}`);
  }
  return {
    spine,
    issuer,
    owner,
    sql,
    browser,
    change,
    /** Whom the issuer knows from now on. */
    account(name: string, more: object = {}): void {
      issuer.accounts[name] = { name: `${name} Example`, email: `${name}@example.org`, ...more };
    },
    /** Leaves for the provider and comes back as that account; where the browser is led. */
    async signIn(name: string, at = browser(), next = "/projects"): Promise<string> {
      return await at.comeBack(await continueAs(await at.leave("company", { next }), name));
    },
    async whoIs(at: ReturnType<typeof browser>) {
      const token = at.cookies.get("lockkeeper_session");
      if (!token) return null;
      return actorFromRequest(spine.platform, { cookie: `lockkeeper_session=${token}`, via: "dashboard" });
    },
    async lastAudit() {
      const [row] = await sql`select record from audit_log order by sequence desc limit 1`;
      return JSON.parse(row?.record ?? "null");
    },
    /** The provider as it was at first, and nobody's account linked. */
    async reset(): Promise<void> {
      await sql`delete from identity_providers`;
      await sql`delete from accounts`;
      await change({
        ...{ kind: "oidc", name: "Company", issuer: issuer.url },
        ...{ clientId: issuer.clientId, clientSecret: issuer.clientSecret },
        ...{ newPeople: "member", allowed: { emailDomains: ["example.org"] } },
      });
    },
    async close(): Promise<void> {
      await issuer.close();
      await spine.drop();
    },
  };
}
