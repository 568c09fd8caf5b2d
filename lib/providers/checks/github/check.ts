import { z } from "zod";
import type { Secret } from "#lib/kernel/secret.ts";
import { answerText } from "#lib/providers/channels/answer-text.ts";
import { type GithubApp, githubApiUrl, githubAppJwt, githubHeaders } from "#lib/providers/github.ts";
import { ask, checked } from "../ask.ts";
import type { Check } from "../port.ts";

interface Place {
  /** `https://github.com`, or a GitHub of one's own. */
  url: string;
  signal: AbortSignal;
}

const askGithub = ({ url, signal }: Place, path: string, bearer: string) =>
  ask({
    url: `${githubApiUrl(url)}${path}`,
    headers: githubHeaders(bearer),
    // A GitHub of one's own may stand in the private network; where a cloud keeps its machines' keys, none does.
    rule: { allowPrivate: true },
    signal,
  });

const User = z.object({ login: z.string() });

/** Asks GitHub whose token it is. */
export const checkGithubToken = (place: Place, token: Secret): Promise<Check> =>
  checked("GitHub", place.signal, async () => {
    const { status, body } = await askGithub(place, "/user", token.reveal());
    const user = User.safeParse(body);
    if (status === 200 && user.success)
      return { isGood: true, sentence: `The token works: it is ${answerText(user.data.login)}'s.` };
    return { isGood: false, sentence: refusal("the token", status) };
  });

const App = z.object({ name: z.string() });
const Installation = z.object({ account: z.object({ login: z.string() }) });

/** Asks GitHub which App it is, and where this installation of it lies. */
export const checkGithubApp = (place: Place, app: GithubApp): Promise<Check> =>
  checked("GitHub", place.signal, async () => {
    const token = githubAppJwt(app);
    if (token === null)
      return { isGood: false, sentence: "The App's private key cannot be read: paste the whole .pem file." };
    const own = await askGithub(place, "/app", token);
    const known = App.safeParse(own.body);
    if (own.status !== 200 || !known.success)
      return { isGood: false, sentence: refusal("the App's id and key", own.status) };
    const name = answerText(known.data.name);
    const found = await askGithub(place, `/app/installations/${app.installationId}`, token);
    const installation = Installation.safeParse(found.body);
    if (found.status !== 200 || !installation.success) {
      return {
        isGood: false,
        sentence: `The App ${name} works, but it has no installation ${app.installationId} (${found.status}).`,
      };
    }
    const where = answerText(installation.data.account.login);
    return { isGood: true, sentence: `The App ${name} works and is installed at ${where}.` };
  });

function refusal(what: string, status: number): string {
  if (status === 401 || status === 403) return `GitHub refused ${what} (${status}).`;
  if (status === 404) return "It answered 404: no GitHub answers at this address.";
  if (status >= 300 && status < 400)
    return `It answered ${status}, a redirect. Give the address it leads to.`;
  return `It answered ${status}, and not as GitHub does. Check the address.`;
}
