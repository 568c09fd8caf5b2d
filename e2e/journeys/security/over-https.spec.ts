import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { endLeftovers } from "#e2e/fixtures/end-leftovers.ts";
import { endProcess, launch, ownVariables } from "#e2e/fixtures/lockkeeper.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { removePlace } from "#lib/platform/db/embedded-place.ts";

test.setTimeout(180_000);

const run = promisify(execFile);

interface Secure {
  url: string;
  setupLink: string;
  stop(): Promise<void>;
}

/** The built product with a certificate of its own, and no LOCKKEEPER_URL. */
async function startSecure(): Promise<Secure> {
  const place = await mkdtemp(join(tmpdir(), "lk-"));
  await chmod(place, 0o711);
  const [cert, key, home] = [join(place, "cert.pem"), join(place, "key.pem"), join(place, "home")];
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", key, "-out", cert],
  ]);
  const output: string[] = [];
  const env = {
    ...ownVariables(),
    PORT: "0",
    LOCKKEEPER_HOME: home,
    LOCKKEEPER_TLS_CERT: cert,
    LOCKKEEPER_TLS_KEY: key,
    LOCKKEEPER_DOCKER_SOCKET: join(place, "no-docker.sock"),
  };
  const child = launch(env, output);
  const printed = (pattern: RegExp) => pattern.exec(output.join(""))?.[1] ?? "";
  await expect.poll(() => printed(/^Setup link: (\S+)$/m), { timeout: 90_000 }).not.toBe("");
  return {
    url: printed(/^Lockkeeper is ready at (\S+)$/m),
    setupLink: printed(/^Setup link: (\S+)$/m),
    async stop() {
      await endProcess(child, "SIGTERM");
      await endLeftovers(home);
      await removePlace(home);
      await rm(place, { recursive: true, force: true });
    },
  };
}

async function headersOf(url: string): Promise<Record<string, string | string[] | undefined>> {
  const sent = request(url, { rejectUnauthorized: false }).end();
  const [answer] = await once(sent, "response");
  await text(answer);
  return answer.headers;
}

test("with certificate files the product speaks https itself: cookies are bound to the host, and a browser is told to stay", async ({
  browser,
}) => {
  const secure = await startSecure();
  const context = await browser.newContext({ baseURL: secure.url, ignoreHTTPSErrors: true });
  try {
    expect(secure.url).toMatch(/^https:\/\/localhost:\d+$/);
    expect(secure.setupLink).toContain(`${secure.url}/setup?token=`);
    for (const path of ["/sign-in", "/api/setup", "/health", "/api/docs"])
      expect((await headersOf(`${secure.url}${path}`))["strict-transport-security"], path).toMatch(
        /^max-age=\d{8}/,
      );

    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
    });
    await page.goto(secure.setupLink);
    const token = new URL(secure.setupLink).searchParams.get("token");
    const answer = await context.request.post("/api/setup", {
      data: { token, name: "Olivia Owner", email: "olivia@example.org" },
    });
    expect(answer.status()).toBe(201);
    await page.goto("/projects");
    await expect(page).toHaveURL(/\/projects$/);
    await expect(page.getByRole("button", { name: /Signed in as Olivia/ })).toBeVisible();
    const cookies = (await context.cookies()).filter(({ name }) => name.includes("lockkeeper"));
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies)
      expect(cookie).toMatchObject({
        name: expect.stringMatching(/^__Host-/),
        secure: true,
        httpOnly: true,
        path: "/",
        sameSite: "Lax",
        domain: "localhost",
      });
    // A write of the page: its server action knows the page for its own.
    await page.getByRole("button", { name: /Signed in as Olivia/ }).click();
    await page.getByRole("menuitem", { name: /Sign out/ }).click();
    await expect(page).toHaveURL(/sign-in/);
    expect((await context.cookies()).filter(({ name }) => name.endsWith("_session"))).toEqual([]);
    expect(faults).toEqual([]);

    const plain = await fetch(secure.url.replace("https", "http"), { redirect: "manual" });
    expect([plain.status, plain.headers.get("location")]).toEqual([308, `${secure.url}/`]);
  } finally {
    await context.close();
    await secure.stop();
  }
});

test("a certificate that cannot be used stops the start with one sentence", async () => {
  const output: string[] = [];
  const place = await mkdtemp(join(tmpdir(), "lk-"));
  const missing = {
    LOCKKEEPER_TLS_CERT: join(place, "none.pem"),
    LOCKKEEPER_TLS_KEY: join(place, "none.key"),
  };
  const child = launch(
    { ...ownVariables(), PORT: "0", LOCKKEEPER_HOME: join(place, "home"), ...missing },
    output,
  );
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  expect(output.join("")).toBe("The file that LOCKKEEPER_TLS_CERT names cannot be read by this server.\n");
  await rm(place, { recursive: true, force: true });
});
