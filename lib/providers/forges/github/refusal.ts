import { z } from "zod";
import { answerText } from "#lib/providers/channels/answer-text.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { ForgeTarget } from "#lib/providers/forges/port.ts";
import type { Answer } from "./call.ts";

// https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
const Complaint = z.object({
  message: z.string().catch(""),
  errors: z.array(z.object({ message: z.string() }).or(z.unknown())).catch([]),
});

/** What GitHub's refusal means and what to do about it; its own words without our token. */
export function refusalOf(answer: Answer, { repository, token }: ForgeTarget): ProviderError {
  const { status } = answer;
  const said = wordsOf(answer, token.reveal());
  const refused = (words: string, isRetryable = false) => new ProviderError("github", words, { isRetryable });
  if (isTooMuch(answer))
    return refused("GitHub takes no more calls with this token for now. Try later.", true);
  const renew = "in the project's settings, under Git access";
  if (status === 401) return refused(`GitHub does not accept the project's token. Set a new one ${renew}.`);
  if (status === 403)
    return refused(
      `GitHub does not let the project's token do this${said}. It needs to read and write pull requests: set another one ${renew}.`,
    );
  if (status === 404)
    return refused(
      `GitHub shows no such thing in ${repository.owner}/${repository.name} to the project's token. It needs access to the repository and its pull requests: set another one ${renew}.`,
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
