import { access, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = dirname(import.meta.dirname);
const page = await readFile(join(root, "docs/asvs.md"), "utf8");
const rows = page.split("\n").flatMap((line) => {
  const [, ids = "", state = "", reason = ""] = line.split("|").map((cell) => cell.trim());
  return /^\d/.test(ids) ? [{ ids: ids.split(", "), state, reason }] : [];
});

/** The last requirement of levels 1 and 2 in each section of ASVS 5.0; those of level 3 alone are left out. */
const lastOf = {
  ...{ "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1 },
  ...{ "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4 },
  ...{ "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5 },
  ...{ "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2 },
  ...{ "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11 },
  ...{ "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1 },
  ...{ "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4 },
  ...{ "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3 },
  ...{ "17.1": 1, "17.2": 4, "17.3": 2 },
};

test("each requirement of levels 1 and 2 stands there once, with its state and something said of it", () => {
  const wanted = Object.entries(lastOf).flatMap(([section, last]) =>
    Array.from({ length: last }, (_, index) => `${section}.${index + 1}`),
  );
  expect(rows.flatMap(({ ids }) => ids).toSorted()).toEqual(wanted.toSorted());
  for (const { ids, state, reason } of rows) {
    expect(["held", "not here", "gap"], ids.join()).toContain(state);
    expect(reason.length, ids.join()).toBeGreaterThan(5);
  }
});

test("each file that it names is there", async () => {
  const paths = [...page.matchAll(/`([\w@/.()[\]-]+\.(?:ts|tsx|md|json|mjs))`/g)].map(
    ([, path = ""]) => path,
  );
  expect(paths.length).toBeGreaterThan(100);
  const missing: string[] = [];
  for (const path of new Set(paths))
    await access(join(root, path)).catch(() => {
      missing.push(path);
    });
  expect(missing).toEqual([]);
});
