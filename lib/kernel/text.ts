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
