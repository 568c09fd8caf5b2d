import { matchesGlob } from "node:path";
import type { SearchQuery } from "../protocol/files.ts";

type Globs = Pick<SearchQuery, "include" | "exclude">;

/** What people write: `src` and `./src/` mean what lies in it, `*.ts` means it in every folder. */
function meantBy(glob: string): string[] {
  const plain = glob.trim().replace(/^\.\//, "").replace(/\/+$/, "");
  if (plain === "") return [];
  return plain.endsWith("**") ? [plain] : [plain, `${plain}/**`];
}

/** As ripgrep takes them; of two that match a path the later one decides. */
export function globArguments({ include, exclude }: Globs): string[] {
  return [
    ...include.flatMap(meantBy).map((glob) => `--glob=${glob}`),
    ...exclude.flatMap(meantBy).map((glob) => `--glob=!${glob}`),
  ];
}

/** The same question for the search without ripgrep. */
export function isChosen(path: string, { include, exclude }: Globs): boolean {
  const matches = (globs: readonly string[]) =>
    globs.flatMap(meantBy).some((glob) => matchesAnywhere(path, glob));
  return (include.length === 0 || matches(include)) && !matches(exclude);
}

/** Without a slash in front of its end a glob means every folder. */
const matchesAnywhere = (path: string, glob: string): boolean =>
  matchesGlob(path, glob) || (!glob.replace(/\/\*\*$/, "").includes("/") && matchesGlob(path, `**/${glob}`));
