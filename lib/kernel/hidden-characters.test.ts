import { expect, test } from "vitest";
import { partsOfText, withoutHidden } from "#lib/kernel/hidden-characters.ts";

test("what is not seen and changes how a text is read is written out; words and emoji of any script stay", () => {
  expect(withoutHidden("invoice\u202egnp.exe")).toBe("invoice\\u{202e}gnp.exe");
  expect(withoutHidden("a\u200bb\u2066c\u2069\ufeff\u200d\u{e0041}")).toBe(
    "a\\u{200b}b\\u{2066}c\\u{2069}\\u{feff}\\u{200d}\\u{e0041}",
  );
  for (const plain of ["ünï שלום مرحبا 漢字", "👩🏽\u200d💻 ❤️\u200d🔥 🏳️\u200d🌈", "tab\tline\n", ""]) {
    expect(withoutHidden(plain)).toBe(plain);
    expect(partsOfText(plain)).toEqual([{ text: plain, number: null }]);
  }
  expect(partsOfText("if (a\u202e) {")).toEqual([
    { text: "if (a", number: null },
    { text: "\u202e", number: "U+202E" },
    { text: ") {", number: null },
  ]);
});
