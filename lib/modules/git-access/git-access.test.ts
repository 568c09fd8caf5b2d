import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type TestPlace, testPlace } from "#lib/modules/files/testing.ts";
import { GitAccessView, GitCredentialAnswer } from "#lib/modules/git-access/schema.ts";
import { serveGitOverHttp, serveGitOverSsh, sshdPath } from "#workspaced/git/test-remotes.ts";
import { commitFiles, gitIn, makeRepository } from "#workspaced/git/test-repository.ts";

const token = "glpat-planted-token-of-the-test";
let place: TestPlace;
let folder: string;
let http: Awaited<ReturnType<typeof serveGitOverHttp>>;

beforeAll(async () => {
  place = await testPlace();
  const { outside } = place.workspace;
  folder = place.workspace.folder;
  await makeRepository(folder, { "a.txt": "a\n" });
  await gitIn(outside, "clone", "--quiet", "--bare", folder, "origin.git");
  await gitIn(join(outside, "origin.git"), "config", "http.receivepack", "true");
  http = await serveGitOverHttp(outside, { username: "ada", password: token });
  await gitIn(folder, "remote", "add", "origin", http.url("origin.git"));
});
afterAll(async () => {
  await http?.close();
  await place?.close();
});

const setToken = (host: string, value = token) =>
  place.run("git-access.set-token", { projectId: place.projectId, host, username: "ada", token: value });
/** The repository as it is kept. */
const kept = () => `${http.origin}/origin`;
const read = async () =>
  GitAccessView.parse(await place.ask("git-access.list", { projectId: place.projectId }));
const resultOf = (answer: CommandAnswer): unknown => {
  if (answer.outcome !== "done") throw new Error(`not done but ${JSON.stringify(answer)}`);
  return answer.result;
};
async function confirm(answer: CommandAnswer): Promise<void> {
  if (answer.outcome !== "held" || !answer.confirm) throw new Error("It was to be held with a token.");
  resultOf(await place.run("operation.confirm", { token: answer.confirm.token }));
}

test("a push that is refused for want of access goes through with the project's token, which is shown nowhere", async () => {
  const commit = await commitFiles(folder, { "b.txt": "b\n" });
  await gitIn(folder, "checkout", "--quiet", "-b", "feature");
  const push = () => place.run("git.push", { branch: "feature" });
  expect(await push()).toMatchObject({ outcome: "error", error: { type: "PROVIDER_ERROR" } });
  const set = GitCredentialAnswer.parse(resultOf(await setToken(`${http.url("origin.git")}?x`)));
  expect(set.credential).toMatchObject({ kind: "token", host: kept(), hint: "test" });
  expect(await push()).toMatchObject({ outcome: "done", result: { commit } });
  const listed = await read();
  expect(listed.items).toMatchObject([{ host: kept(), lastUsedAt: expect.any(String) }]);
  const { sql } = place.product.platform.database;
  const rows = await sql`select row_to_json(t)::text as row from (select * from operations) t
    union all select row_to_json(t)::text from (select * from audit_log) t
    union all select row_to_json(t)::text from (select * from git_credentials) t
    union all select row_to_json(t)::text from (select * from events) t`;
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.filter(({ row }) => String(row).includes(token))).toEqual([]);
});

test("what an agent wants to push with the project's token waits for a person, who is shown its commit", async () => {
  const commit = await commitFiles(folder, { "agent.txt": "a\n" });
  const agent = { ...place.owner, kind: "agent" as const, id: newId(), name: "Agent" };
  const held = await place.run("git.push", { branch: "feature" }, agent);
  const losses = [{ kind: "Newest commit", name: expect.stringContaining(commit.slice(0, 7)) }];
  expect(held).toMatchObject({ outcome: "held", operation: { level: "MEDIUM", losses } });
});

test("a token for another repository of the same host opens nothing here", async () => {
  const [credential] = (await read()).items;
  await confirm(
    await place.run("git-access.delete", { projectId: place.projectId, credentialId: credential?.id }),
  );
  resultOf(await setToken(`${http.origin}/another.git`));
  await commitFiles(folder, { "e.txt": "e\n" });
  expect(await place.run("git.push", { branch: "feature" })).toMatchObject({ outcome: "error" });
  const [other] = (await read()).items;
  expect(other).toMatchObject({ host: `${http.origin}/another`, lastUsedAt: null });
  await confirm(
    await place.run("git-access.delete", { projectId: place.projectId, credentialId: other?.id }),
  );
  resultOf(await setToken(kept()));
});

test("another token for the same repository takes a confirmation, and so does taking it away", async () => {
  const answer = await setToken(kept(), "glpat-another-one");
  expect(answer).toMatchObject({
    outcome: "held",
    operation: { level: "MEDIUM", losses: [{ kind: "Token" }] },
  });
  await confirm(answer);
  const [credential] = (await read()).items;
  expect(credential?.hint).toBe("-one");
  const input = { projectId: place.projectId, credentialId: credential?.id };
  await confirm(await place.run("git-access.delete", input));
  expect((await read()).items).toEqual([]);
});

test.skipIf(!existsSync(sshdPath))(
  "the project's SSH key is let in, and the host that it met is pinned, shown, and refused when it is another (needs sshd)",
  async () => {
    const { projectId } = place;
    const made = GitCredentialAnswer.parse(
      resultOf(await place.run("git-access.create-key", { projectId })),
    ).credential;
    expect(made.publicKey).toMatch(/^ssh-ed25519 \S+ lockkeeper-/);
    const ssh = await serveGitOverSsh(place.workspace.outside, made.publicKey ?? "");
    try {
      await gitIn(folder, "remote", "set-url", "origin", ssh.url("origin.git"));
      const commit = await commitFiles(folder, { "c.txt": "c\n" });
      const push = () => place.run("git.push", { branch: "feature" });
      expect(await push()).toMatchObject({ outcome: "done", result: { commit } });
      // Nobody answers at another remote, which is not asked for anything.
      await gitIn(folder, "remote", "add", "silent", "ssh://git@127.0.0.1:1/silent.git");
      expect(await place.run("git.pull", {})).toMatchObject({ outcome: "done", result: { state: "pulled" } });
      const [hostKey] = (await read()).hostKeys;
      expect(hostKey).toMatchObject({
        host: `[127.0.0.1]:${ssh.port}`,
        fingerprint: expect.stringMatching(/^SHA256:/),
      });
      await ssh.changeHostKey();
      await commitFiles(folder, { "d.txt": "d\n" });
      const refused = await push();
      expect(refused).toMatchObject({ error: { message: expect.stringContaining("another host key") } });
      await confirm(await place.run("git-access.forget-host", { projectId, hostKeyId: hostKey?.id }));
      expect((await push()).outcome).toBe("done");
      expect((await read()).hostKeys[0]?.fingerprint).not.toBe(hostKey?.fingerprint);
    } finally {
      await ssh.close();
    }
  },
);

test("who does not administer the project changes no access, and a machine none at all", async () => {
  const { product, projectId, owner } = place;
  const stranger = await product.person("member");
  const input = { projectId, host: "https://git.example.org/app", username: "", token: "whatever" };
  expect(await place.run("git-access.set-token", input, stranger)).toMatchObject({
    error: { type: "NOT_FOUND" },
  });
  const agent = { ...owner, kind: "agent" as const, id: "agent", name: "Agent" };
  expect(await place.run("git-access.set-token", input, agent)).toMatchObject({
    error: { type: "FORBIDDEN" },
  });
});

test.each([
  ["github.com/acme/app", "https://github.com/acme/app"],
  [" https://ada@git.example.org:8443/team/app.git ", "https://git.example.org:8443/team/app"],
  ["github.com", null],
  ["https://git.example.org/a=b", null],
  ["ftp://git.example.org/app", null],
  ["not a host", null],
])("the address %j is taken as %j", async (host, kept) => {
  const answer = await setToken(host);
  if (kept === null) expect(answer).toMatchObject({ error: { type: "VALIDATION_ERROR" } });
  else expect(answer).toMatchObject({ result: { credential: { host: kept } } });
});
