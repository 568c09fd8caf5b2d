import { startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { expect, test } from "#e2e/fixtures/test.ts";

test("an empty machine gets a setup link at every start until somebody used it, then none", async () => {
  const lockkeeper = await startLockkeeper();
  try {
    const first = lockkeeper.setupLink;
    await lockkeeper.restart();
    const second = lockkeeper.setupLink;
    expect(second).not.toBe(first);

    const setUp = (link: string) =>
      fetch(`${lockkeeper.url}/api/setup`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          token: new URL(link).searchParams.get("token"),
          name: "Olivia",
          email: "o@example.org",
        }),
      });
    expect((await setUp(first)).ok).toBe(false);
    expect((await setUp(second)).status).toBe(201);
    expect((await setUp(second)).ok).toBe(false);

    await lockkeeper.restart();
    expect(() => lockkeeper.setupLink).toThrow("there is an owner");
  } finally {
    await lockkeeper.stop();
  }
});

test("a server that was killed comes back on the database it left running", async () => {
  const lockkeeper = await startLockkeeper();
  try {
    const token = new URL(lockkeeper.setupLink).searchParams.get("token");
    const answer = await fetch(`${lockkeeper.url}/api/setup`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, name: "Olivia", email: "o@example.org" }),
    });
    const { key } = await answer.json();
    await lockkeeper.kill();
    await lockkeeper.restart();
    const me = await fetch(`${lockkeeper.url}/api/auth/me`, { headers: { authorization: `Bearer ${key}` } });
    expect(me.status).toBe(200);
    expect((await me.json()).user.email).toBe("o@example.org");
  } finally {
    await lockkeeper.stop();
  }
});
