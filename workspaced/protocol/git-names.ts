import { z } from "zod";

/** One type for each kind of name that reaches git, so that none can be read as an option or leave the repository. */

function isBranchName(name: string): boolean {
  // The rules of git-check-ref-format(1), and no leading dash: that would be an option.
  if (name.startsWith("-") || name === "HEAD" || name === "@" || name.includes("@{")) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000- \u007f~^:?*[\\]|\.\.|\/\/|\.$|\/$|^\//.test(name)) return false;
  return name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}

export const BranchName = z
  .string()
  .trim()
  .min(1, { message: "must not be empty" })
  .max(200, { message: "must have at most 200 characters" })
  .refine(isBranchName, { message: "is not a valid branch name" });

/** A branch (also `origin/main`), a commit or HEAD; no operators such as `~1` or `a..b`. */
export const Revision = z
  .string()
  .min(1, { message: "must not be empty" })
  .max(200, { message: "must have at most 200 characters" })
  .refine((name) => name === "HEAD" || isBranchName(name), { message: "is not a branch, a commit or HEAD" });

export const RemoteName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, {
  message: "is not a valid name of a remote",
});

export const CommitId = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** Relative to its root, as git prints it. Any character but NUL. */
export const GitPath = z
  .string()
  .min(1, { message: "must not be empty" })
  .max(4096, { message: "must have at most 4096 characters" })
  .refine((path) => !path.includes("\0"), { message: "must not hold a NUL character" })
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
    message: "must stay inside the repository",
  });

/** What git can clone from: http(s), ssh, `user@host:path`, file, or a path on the machine; no credentials in it. */
export const CloneUrl = z
  .string({ message: "give the repository's URL" })
  .trim()
  .superRefine((url, context) => {
    const reason = cloneUrlProblem(url);
    if (reason) context.addIssue({ code: "custom", message: reason });
  });

function cloneUrlProblem(url: string): string | null {
  if (url === "") return "must not be empty";
  if (url.length > 2048) return "must have at most 2048 characters";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f-\u009f]/.test(url)) return "must not hold control characters";
  if (/^https?:\/\/[^/]*@/i.test(url) || /^[a-z]+:\/\/[^/@]*:[^/@]*@/i.test(url)) {
    return "must not hold a user name or password: it would be stored and shown. Give the project a token in its settings instead";
  }
  const isKnown =
    (/^(https?|ssh):\/\/[^/-][^/]*(\/|$)/i.test(url) && !/@-/.test(url)) ||
    /^file:\/\/\//i.test(url) ||
    url.startsWith("/") ||
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/.test(url);
  if (isKnown) return null;
  return "must be an https, http, ssh or file URL, an address such as git@host:path, or an absolute path";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const noMarkup = (value: string) => !/[\u0000-\u001f\u007f<>]/.test(value);

/** Author or committer; git would silently drop what is refused here. */
export const Person = z.object({
  name: z.string().trim().min(1).max(200).refine(noMarkup, { message: "must not hold <, > or line breaks" }),
  email: z.string().trim().min(1).max(320).refine(noMarkup, { message: "must not hold <, > or line breaks" }),
});
export type Person = z.infer<typeof Person>;

export const CommitMessage = z
  .string()
  .max(100_000, { message: "must have at most 100000 characters" })
  .refine((message) => message.trim() !== "", { message: "must not be empty" })
  .refine((message) => !message.includes("\0"), { message: "must not hold a NUL character" });
