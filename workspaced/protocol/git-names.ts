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
  .refine((path) => !path.includes("\0"), { message: "must not contain NUL" })
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
    message: "must stay inside the repository",
  });

/** What can be cloned: http(s), ssh (also user@host:path), file and absolute paths. Credentials do not belong here. */
export const CloneUrl = z
  .string()
  .min(1, { message: "must not be empty" })
  .max(2048, { message: "must have at most 2048 characters" })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .refine((url) => !/[\u0000-\u001f\u007f]/.test(url), { message: "must not contain control characters" })
  .refine(isCloneUrl, { message: "must be an https, http, ssh or file URL, or an absolute path" })
  .refine((url) => !/^https?:\/\/[^/]*@/i.test(url) && !/^[a-z]+:\/\/[^/@]*:[^/@]*@/i.test(url), {
    message: "must not contain credentials",
  });

function isCloneUrl(url: string): boolean {
  if (/^(https?|ssh):\/\/[^/-][^/]*(\/|$)/i.test(url)) return !/@-/.test(url);
  if (/^file:\/\/\//i.test(url) || url.startsWith("/")) return true;
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/.test(url);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const noMarkup = (value: string) => !/[\u0000-\u001f\u007f<>]/.test(value);

/** Author or committer; git would silently drop what is refused here. */
export const Person = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine(noMarkup, { message: "must not contain <, > or line breaks" }),
  email: z
    .string()
    .trim()
    .min(1)
    .max(320)
    .refine(noMarkup, { message: "must not contain <, > or line breaks" }),
});
export type Person = z.infer<typeof Person>;

export const CommitMessage = z
  .string()
  .max(100_000, { message: "must have at most 100000 characters" })
  .refine((message) => message.trim() !== "", { message: "must not be empty" })
  .refine((message) => !message.includes("\0"), { message: "must not contain NUL" });
