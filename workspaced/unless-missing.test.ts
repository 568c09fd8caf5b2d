import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unlessMissing } from "./unless-missing.ts";

test("only what is not there reads as missing; what cannot be read is thrown", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lk-missing-"));
  try {
    await writeFile(join(folder, "file"), "text");
    expect(await unlessMissing(readFile(join(folder, "file"), "utf8"))).toBe("text");
    expect(await unlessMissing(readFile(join(folder, "none")))).toBeNull();
    expect(await unlessMissing(readFile(join(folder, "file", "below")))).toBeNull();
    await expect(unlessMissing(readFile(folder))).rejects.toThrow(/EISDIR/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
