import { z } from "zod";
import type { Secret } from "#lib/kernel/secret.ts";
import type { Resolve } from "#lib/platform/outgoing-address.ts";
import type { Answer } from "#lib/providers/ask-json.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { Forge, ForgeTarget, NewPullRequest, PullRequest } from "#lib/providers/forges/port.ts";
import { githubApiUrl } from "#lib/providers/github.ts";
import { askForAppToken } from "./app-token.ts";
import { type Call, callGithub } from "./call.ts";
import { refusalOf } from "./refusal.ts";

// https://docs.github.com/en/rest/pulls/pulls
const Pull = z.object({
  number: z.number().int().positive(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullable(),
  head: z.object({ sha: z.string() }),
});
const Pulls = z.array(Pull);
type Pull = z.infer<typeof Pull>;

const titleCharactersMax = 250;
const bodyCharactersMax = 60_000;

interface Asked extends Pick<Call, "method" | "json" | "signal"> {
  /** Below the repository, with the query: `/pulls?state=open`. */
  path: string;
}

export function openGithub(target: ForgeTarget, { resolve }: { resolve?: Resolve }): Forge {
  const { repository, access } = target;
  const api = githubApiUrl(new URL(repository.place).origin);
  const findToken = async (signal: AbortSignal): Promise<Secret> =>
    access.of === "app" ? askForAppToken(access.app, { repository, api, signal, resolve }) : access.token;
  let token: Secret | null = null;
  const call = async ({ path, ...asked }: Asked) => {
    token ??= await findToken(asked.signal);
    const url = `${api}/repos/${repository.owner}/${repository.name}${path}`;
    return callGithub({ ...asked, url, bearer: token.reveal(), resolve });
  };
  const read = <Body>(shape: z.ZodType<Body>, answer: Answer): Body => {
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, target, token?.reveal() ?? "");
    const parsed = shape.safeParse(answer.body);
    if (parsed.success) return parsed.data;
    throw new ProviderError("github", "GitHub answered, but not as GitHub does. Check its address.");
  };
  const shownOf = ({ number, state, merged_at }: Pull): PullRequest => ({
    number,
    url: `${repository.place}/pull/${number}`,
    state: merged_at !== null ? "merged" : state,
  });

  async function find({ head, base, commit }: NewPullRequest, signal: AbortSignal) {
    const query = new URLSearchParams({
      state: "all",
      head: `${repository.owner}:${head}`,
      base,
      per_page: "30",
    });
    const found = read(Pulls, await call({ method: "GET", path: `/pulls?${query}`, signal }));
    const open = found.find(({ state }) => state === "open");
    const merged = found.find((pull) => pull.merged_at !== null && pull.head.sha === commit);
    const one = open ?? merged;
    return one ? shownOf(one) : null;
  }

  return {
    async openPullRequest(asked, signal) {
      const found = await find(asked, signal);
      if (found) return found;
      const { head, base } = asked;
      const title = asked.title.slice(0, titleCharactersMax);
      const json = { head, base, title, body: asked.body.slice(0, bodyCharactersMax) };
      const answer = await call({ method: "POST", path: "/pulls", json, signal });
      // Somebody else was faster, or an earlier call of ours went through and its answer was lost.
      const other = answer.status === 422 ? await find(asked, signal) : null;
      return other ?? shownOf(read(Pull, answer));
    },
    async readPullRequest(number, signal) {
      return shownOf(read(Pull, await call({ method: "GET", path: `/pulls/${number}`, signal })));
    },
  };
}
