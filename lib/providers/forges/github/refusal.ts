import { z } from "zod";
import type { Answer } from "#lib/providers/ask-json.ts";
import { answerText } from "#lib/providers/channels/answer-text.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { ForgeAccess, ForgeTarget } from "#lib/providers/forges/port.ts";

// https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
const Complaint = z.object({
  message: z.string().catch(""),
  errors: z.array(z.object({ message: z.string() }).or(z.unknown())).catch([]),
});

/** Who was refused, and what is to be done so that it is not. */
const refusedAs: Record<ForgeAccess["of"], { who: string; remedy: string }> = {
  project: {
    who: "the project's token",
    remedy: "Set another one in the project's settings, under Git access.",
  },
  installation: {
    who: "the token of this Lockkeeper",
    remedy: "An administrator can set another one in Settings, under GitHub.",
  },
  app: {
    who: "the GitHub App of this Lockkeeper",
    remedy: "An administrator can see to it in Settings, under GitHub, and on the App's page there.",
  },
};

/** What GitHub's refusal means and what to do about it; its own words without our token. */
export function refusalOf(answer: Answer, { repository, access }: ForgeTarget, token: string): ProviderError {
  const { status } = answer;
  const { who, remedy } = refusedAs[access.of];
  const said = wordsOf(answer, token);
  const refused = (words: string, isRetryable = false) => new ProviderError("github", words, { isRetryable });
  if (isTooMuch(answer)) return refused(`GitHub takes no more calls from ${who} for now. Try later.`, true);
  if (status === 401) return refused(`GitHub does not accept ${who}. ${remedy}`);
  if (status === 403)
    return refused(
      `GitHub does not let ${who} do this${said}. It needs to read and write pull requests. ${remedy}`,
    );
  if (status === 404)
    return refused(
      `GitHub shows no such thing in ${repository.owner}/${repository.name} to ${who}. It needs access to the repository and its pull requests. ${remedy}`,
    );
  if (status >= 300 && status < 400)
    return refused("The repository has moved at GitHub. Set origin to its new address in a terminal.");
  if (status === 422) return refused(`GitHub refuses the pull request${said}.`);
  return refused(`GitHub answered ${status}${said}.`, status >= 500);
}

const isTooMuch = ({ status, headers }: Answer): boolean =>
  status === 429 ||
  (status === 403 && (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined));

function wordsOf({ body }: Answer, token: string): string {
  const parsed = Complaint.safeParse(body);
  if (!parsed.success) return "";
  const { message, errors } = parsed.data;
  const details = errors.flatMap((error) =>
    typeof error === "object" && error !== null && "message" in error ? [String(error.message)] : [],
  );
  const words = answerText((details.length > 0 ? details : [message]).join("; "), [token]).slice(0, 300);
  return words === "" ? "" : `: ${words.replace(/[.\s]+$/, "")}`;
}
