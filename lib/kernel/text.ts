import { z } from "zod";

/** The kinds of text that people and programs hand in, each with its bounds. */

const pathBytesMax = 4000;
const partBytesMax = 255;
const encoder = new TextEncoder();

/** A path inside a root, without a leading slash; "" is the root itself. Whether links lead out is decided where it is opened. */
export const RelativePath = z.string().superRefine((path, context) => {
  const reason = pathProblem(path);
  if (reason) context.addIssue({ code: "custom", message: reason });
});

/** A path of something in the root, not the root itself. */
export const EntryPath = RelativePath.refine(
  (path) => path.split("/").some((part) => part !== "" && part !== "."),
  {
    message: "must not be empty",
  },
);

function pathProblem(path: string): string | null {
  if (path.includes("\0")) return "must not hold a NUL character";
  if (path.startsWith("/")) return "must be relative to the root, without a leading slash";
  if (encoder.encode(path).length > pathBytesMax) return `must have at most ${pathBytesMax} bytes`;
  const parts = path.split("/");
  if (parts.includes("..")) return "must not hold ..";
  if (parts.some((part) => encoder.encode(part).length > partBytesMax)) {
    return `must have at most ${partBytesMax} bytes between slashes`;
  }
  return null;
}

/** A branch by the rules of git-check-ref-format(1), and no leading dash: that would be an option. */
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

function isBranchName(name: string): boolean {
  if (name.startsWith("-") || name === "HEAD" || name === "@" || name.includes("@{")) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000- \u007f~^:?*[\\]|\.\.|\/\/|\.$|\/$|^\//.test(name)) return false;
  return name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/;

/** What people call a thing: one line, at most 100 characters. */
export const Name = z
  .string({ message: "give a name" })
  .trim()
  .min(1, { message: "must not be empty" })
  .max(100, { message: "must have at most 100 characters" })
  .refine((name) => !controlCharacters.test(name), {
    message: "must be one line without control characters",
  });

/** A few sentences; line breaks and tabs are text, other control characters are not. */
export const Description = z
  .string()
  .trim()
  .max(2000, { message: "must have at most 2000 characters" })
  .refine((text) => !controlCharacters.test(text.replaceAll(/[\n\r\t]/g, "")), {
    message: "must not hold control characters",
  });

/** What a list is searched by: up to `charactersMax` on one line. */
export const SearchText = (charactersMax: number) =>
  z
    .string()
    .trim()
    .max(charactersMax, { message: `must have at most ${charactersMax} characters` })
    .refine((text) => !controlCharacters.test(text), { message: "must not hold control characters" });

/** What git can clone from: http(s), ssh, `user@host:path`, file, or a path on the server's machine. */
export const GitUrl = z
  .string({ message: "give the repository's URL" })
  .trim()
  .superRefine((url, context) => {
    const reason = gitUrlProblem(url);
    if (reason) context.addIssue({ code: "custom", message: reason });
  });

function gitUrlProblem(url: string): string | null {
  if (url === "") return "must not be empty";
  if (url.length > 2048) return "must have at most 2048 characters";
  if (controlCharacters.test(url)) return "must not hold control characters";
  if (/^https?:\/\/[^/]*@/i.test(url) || /^[a-z]+:\/\/[^/@]*:[^/@]*@/i.test(url)) {
    return "must not hold a user name or password: it would be stored and shown. Use an ssh address, or git's credential helper on the server";
  }
  const isKnown =
    (/^(https?|ssh):\/\/[^/-][^/]*(\/|$)/i.test(url) && !/@-/.test(url)) ||
    /^file:\/\/\//i.test(url) ||
    url.startsWith("/") ||
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/.test(url);
  if (isKnown) return null;
  return "must be an https, http, ssh or file URL, an address such as git@host:path, or an absolute path";
}
