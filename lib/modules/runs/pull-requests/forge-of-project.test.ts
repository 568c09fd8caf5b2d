import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { forgeOfProject } from "#lib/modules/runs/pull-requests/forge-of-project.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { type Github, startGithub } from "#lib/providers/forges/fixtures/github.ts";

const token = "planted-token-of-the-installation";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
let door: TestDoor;
let owner: Actor;
let github: Github;
let projectId: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  const app = { appId: "12345", installationId: "100", publicKey };
  github = await startGithub({ folder: "/nonexistent", repository: "acme/harbor", token, app });
  ({ id: projectId } = await door.makeProject(owner));
  await set({ githubUrl: github.url, githubToken: token });
});
afterAll(async () => {
  await github?.close();
  await door?.drop();
});

const open = (repository: string) =>
  forgeOfProject(door.spine.platform, projectId, `${github.url}/${repository}.git`);
async function set(given: Record<string, unknown>): Promise<void> {
  const answer = await door.spine.run("setting.update", { key: "github", ...given }, owner);
  const settled =
    answer.outcome === "held"
      ? await door.spine.run("operation.confirm", { token: answer.confirm?.token }, owner)
      : answer;
  expect(settled.outcome).toBe("done");
}
const name = (githubRepositories: string[]) => set({ githubRepositories });

test("the installation's token opens nothing before an administrator named the repository", async () => {
  await expect(open("acme/harbor")).rejects.toThrow(/the project has no token/);
  await name(["acme/other", "acmecorp/*"]);
  await expect(open("acme/harbor")).rejects.toThrow(/the project has no token/);
  expect(github.calls).toEqual([]);
});

test("a repository that is named, or whose owner is, is reached by it, and no other", async () => {
  for (const named of ["acme/harbor", "Acme/*"]) {
    await name([named]);
    const forge = await open("acme/harbor");
    // By another token GitHub would answer 401: what it says instead is that there is no such pull request.
    await expect(forge.readPullRequest(7, new AbortController().signal)).rejects.toThrow(
      /404|no .*pull request|not found/i,
    );
    await expect(open("eve/harbor")).rejects.toThrow(/the project has no token/);
  }
});

test("where there is no token the App opens what is named, and is whole or nothing", async () => {
  const githubPrivateKey = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  await set({ githubToken: null, githubAppId: "12345", githubPrivateKey });
  await expect(open("acme/harbor")).rejects.toThrow(/the project has no token/);
  await set({ githubInstallationId: "100" });
  github.calls.length = 0;
  const forge = await open("acme/harbor");
  await expect(forge.readPullRequest(7, new AbortController().signal)).rejects.toThrow(/the GitHub App/);
  expect(github.calls).toEqual(["POST /app/installations/100/access_tokens", "GET /pulls/7"]);
  await expect(open("eve/harbor")).rejects.toThrow(/the project has no token/);
});
