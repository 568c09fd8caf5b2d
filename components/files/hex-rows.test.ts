import { expect, test } from "vitest";
import { hexRows } from "#components/files/hex-rows.ts";

test("bytes are shown sixteen a row, with their letters, the last row in line with the others", () => {
  const rows = hexRows(new TextEncoder().encode("Lockkeeper\n\u0000 17 bytes"));
  expect(rows).toEqual([
    "00000000  4c 6f 63 6b 6b 65 65 70  65 72 0a 00 20 31 37 20  Lockkeeper.. 17 ",
    "00000010  62 79 74 65 73                                    bytes",
  ]);
});
