import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import type { Resolve } from "#lib/platform/outgoing-address.ts";
import { commitFiles, gitIn, makeRepository } from "#workspaced/git/test-repository.ts";
import { type Fault, forgeContract, tokenOfContract } from "../contract.ts";
import { type Github, startGithub, type Trouble } from "../fixtures/github.ts";
import type { ForgeAccess } from "../port.ts";
import { findRepository, openForge } from "../registry.ts";

const githubUrl = "https://github.com";
const never = new AbortController().signal;

const appKey = generateKeyPairSync("rsa", { modulusLength: 2048 });
const appOf = (pem: KeyObject | string, installationId = "100"): ForgeAccess => {
  const text = typeof pem === "string" ? pem : pem.export({ type: "pkcs1", format: "pem" }).toString();
  return { of: "app", app: { appId: "12345", installationId, privateKey: secret(text) } };
};

interface OpenedOptions {
  resolve?: Resolve | undefined;
  path?: string;
}

async function startRepository() {
  const folder = await mkdtemp(join(tmpdir(), "lk-forge-"));
  await makeRepository(join(folder, "work"), { "a.txt": "a\n" });
  await gitIn(folder, "clone", "--quiet", "--bare", "work", "acme/app.git");
  await gitIn(join(folder, "work"), "remote", "add", "origin", join(folder, "acme/app.git"));
  const github = await startGithub({
    folder,
    repository: "acme/app",
    token: tokenOfContract,
    app: { appId: "12345", installationId: "100", publicKey: appKey.publicKey },
  });
  return { folder, github, close: () => github.close().then(() => rm(folder, { recursive: true })) };
}

function openedAs(access: ForgeAccess, url: string, { resolve, path = "acme/app" }: OpenedOptions = {}) {
  const repository = findRepository(`${url}/${path}.git`, { githubUrl: url });
  if (!repository) throw new Error("It is no repository of that GitHub.");
  return openForge({ repository, access }, resolve ? { resolve } : {});
}

const opened = (url: string, token = tokenOfContract, options: OpenedOptions = {}) =>
  openedAs({ of: "project", token: secret(token) }, url, options);

forgeContract("github", async () => {
  const { folder, github, close } = await startRepository();
  const troubles: Record<Fault, Trouble> = {
    none: "none",
    "refuses in words": "no such permission",
    hangs: "hangs",
    "closes half-way": "closes half-way",
    "opens and loses the answer": "loses the answer",
  };
  let branches = 0;
  const byName = github.url.replace("127.0.0.1", "forge.example");
  return {
    behave: (how) => {
      github.trouble = troubles[how];
    },
    open: ({ token, resolve } = {}) => opened(resolve ? byName : github.url, token, { resolve }),
    async branch() {
      branches += 1;
      const head = `task/${branches}-wall`;
      await gitIn(join(folder, "work"), "checkout", "--quiet", "-b", head, "main");
      const commit = await commitFiles(join(folder, "work"), { [`${branches}.txt`]: "b\n" });
      await gitIn(join(folder, "work"), "push", "--quiet", "origin", head);
      return { head, commit };
    },
    end: github.end,
    count: (head) => github.pulls.filter((pull) => pull.head === head).length,
    url: `${github.url}/acme/app/pull/`,
    close,
  };
});

let github: Github;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ github, close } = await startRepository());
});
beforeEach(() => {
  github.trouble = "none";
});
afterAll(() => close?.());

test("what GitHub answers is told by what is to be done about it", async () => {
  const said: [Trouble, RegExp, boolean][] = [
    ["moved", /has moved.*Set origin to its new address/, false],
    ["too many calls", /no more calls.*Try later/, true],
    ["server error", /answered 502: Server Error\.$/, true],
    ["no such permission", /read and write pull requests.*Git access/, false],
    ["nonsense", /not as GitHub does/, false],
  ];
  for (const [trouble, message, isRetryable] of said) {
    github.trouble = trouble;
    const error = await opened(github.url)
      .readPullRequest(1, never)
      .catch((reason: unknown) => reason);
    expect(error, trouble).toMatchObject({ message: expect.stringMatching(message), isRetryable });
  }
  github.trouble = "none";
  await expect(opened(github.url).readPullRequest(1, never)).rejects.toThrow(/no such thing in acme\/app/);
});

test("an App asks once for a token of this repository alone, and reads and opens by it", async () => {
  github.calls.length = 0;
  const forge = openedAs(appOf(appKey.privateKey), github.url);
  const wanted = { head: "nobody/pushed-it", commit: "0", base: "main", title: "Paint", body: "" };
  await expect(forge.openPullRequest(wanted, never)).rejects.toThrow(/nobody\/pushed-it/);
  await expect(forge.readPullRequest(1, never)).rejects.toThrow(
    /no such thing in acme\/app to the GitHub App.*Settings, under GitHub/,
  );
  const asked = github.calls.filter((call) => call.startsWith("POST /app/"));
  expect(asked).toEqual(["POST /app/installations/100/access_tokens"]);
});

test("an App that GitHub does not take is told by what an administrator can mend", async () => {
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const said: [ForgeAccess, OpenedOptions, RegExp][] = [
    [appOf("no key at all"), {}, /private key of the GitHub App cannot be read.*Settings, under GitHub/],
    [appOf(stranger.privateKey), {}, /does not accept the App's id and key.*Settings, under GitHub/],
    [appOf(appKey.privateKey, "7"), {}, /has no installation 7.*Settings, under GitHub/],
    [
      appOf(appKey.privateKey),
      { path: "acme/other" },
      /may not open pull requests in acme\/other: install it/,
    ],
  ];
  for (const [access, options, message] of said)
    await expect(openedAs(access, github.url, options).readPullRequest(1, never)).rejects.toThrow(message);
});

test("a refused token is told by whose it is", async () => {
  const access: ForgeAccess = { of: "installation", token: secret("another") };
  await expect(openedAs(access, github.url).readPullRequest(1, never)).rejects.toThrow(
    /does not accept the token of this Lockkeeper. An administrator/,
  );
});

test("a repository of GitHub is told by every way to write its address, and no other host passes for it", () => {
  const app = { kind: "github", owner: "acme", name: "app", place: "https://github.com/acme/app" };
  for (const url of [
    "https://github.com/acme/app",
    "https://github.com/acme/app.git",
    "https://ada@github.com/acme/app/",
    "https://github.com/acme/app/pull/7",
    "git@github.com:acme/app.git",
    "ssh://git@github.com/acme/app.git",
    "ssh://git@ssh.github.com:443/acme/app.git",
  ]) {
    expect(findRepository(url, { githubUrl }), url).toEqual(app);
  }
  for (const url of [
    "https://github.com.example.org/acme/app",
    "https://example.org/github.com/acme/app",
    "http://github.com/acme/app",
    "https://github.com@example.org/acme/app",
    "git@gitlab.com:acme/app.git",
    "https://github.com/acme",
    "https://github.com/acme/..",
    "https://github.com/acme/a%2fb",
    "/srv/github.com/acme/app.git",
    "file:///acme/app",
  ]) {
    expect(findRepository(url, { githubUrl }), url).toBeNull();
  }
  const own = "https://git.acme.example:8443";
  expect(findRepository("git@git.acme.example:acme/app", { githubUrl: own })?.place).toBe(`${own}/acme/app`);
});
