import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { promisify } from "node:util";

/** One import of a file. */
export interface Import {
  /** A path from the root of the project (`lib/kernel/ids.ts`), or the name of a package (`node:fs`, `@scope/name`). */
  readonly target: string;
  readonly isPackage: boolean;
  /** Erased before the program runs. */
  readonly isType: boolean;
}

export interface Source {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const run = promisify(execFile);

// The formatter puts every import at the start of a line and in double quotes; what stands elsewhere is text.
const statements = /^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"\n]+)"/gm;
const calls = /(?<!\/\/.*|\* .*)(\btypeof\s+)?\b(?:import|require(?:\.resolve)?)\(\s*"([^"\n]+)"/g;

/** All TypeScript of the project: tracked, or new and not ignored. */
export async function readSources(root: string): Promise<Source[]> {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", "*.ts", "*.tsx"];
  const { stdout } = await run("git", args, { cwd: root, maxBuffer: 16 * 2 ** 20 });
  const paths = stdout.split("\0").filter((path) => path !== "");
  const read = await Promise.all(
    paths.map(async (path) => {
      // A file that was deleted but not yet staged is still listed.
      const text = await readFile(join(root, path), "utf8").catch(() => undefined);
      return text === undefined ? [] : [parseSource(path, text)];
    }),
  );
  return read.flat();
}

/** Finds the imports of one file: statements, calls of `import` and `require`, and types taken by `import()`. */
export function parseSource(path: string, text: string): Source {
  const imports = [...text.matchAll(statements), ...text.matchAll(calls)].map(
    ([, typeWord, specifier = ""]) => describeImport(path, specifier, typeWord !== undefined),
  );
  return { path, text, imports };
}

function describeImport(from: string, specifier: string, isType: boolean): Import {
  const isPackage = !/^[.#]/.test(specifier);
  if (isPackage) return { target: packageName(specifier), isPackage, isType };
  const target = specifier.startsWith("#") ? specifier.slice(1) : join(dirname(from), specifier);
  return { target: normalize(target), isPackage, isType };
}

function packageName(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
