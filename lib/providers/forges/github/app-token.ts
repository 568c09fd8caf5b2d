import { z } from "zod";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { ForgeRepository } from "#lib/providers/forges/port.ts";
import { type GithubApp, githubAppJwt } from "#lib/providers/github.ts";
import { type Call, callGithub } from "./call.ts";
import { refusalOf } from "./refusal.ts";

const Minted = z.object({ token: z.string().min(1).max(1000) });
const remedy = "An administrator can mend it in Settings, under GitHub.";

interface Asked extends Pick<Call, "signal" | "resolve"> {
  repository: ForgeRepository;
  /** `https://api.github.com`. */
  api: string;
}

/**
 * A token of the App for an hour, which opens pull requests in this one repository and nothing else.
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export async function askForAppToken(
  app: GithubApp,
  { repository, api, signal, resolve }: Asked,
): Promise<Secret> {
  const bearer = githubAppJwt(app);
  if (bearer === null) throw refused(`The private key of the GitHub App cannot be read. ${remedy}`);
  const answer = await callGithub({
    method: "POST",
    url: `${api}/app/installations/${app.installationId}/access_tokens`,
    bearer,
    json: { repositories: [repository.name], permissions: { pull_requests: "write" } },
    signal,
    resolve,
  });
  const minted = Minted.safeParse(answer.body);
  if (answer.status === 201 && minted.success) return secret(minted.data.token);
  const { owner, name } = repository;
  if (answer.status === 401) throw refused(`GitHub does not accept the App's id and key. ${remedy}`);
  if (answer.status === 404)
    throw refused(`The GitHub App has no installation ${app.installationId}. ${remedy}`);
  if (answer.status === 422)
    throw refused(
      `The GitHub App may not open pull requests in ${owner}/${name}: install it for that repository, with the right to write pull requests.`,
    );
  throw refusalOf(answer, { repository, access: { of: "app", app } }, bearer);
}

const refused = (words: string) => new ProviderError("github", words);
