import { expect, test } from "vitest";
import { resolveAddress } from "#components/files/relative-path.ts";

test("an address in a file means a path in the workspace, and never one outside of it", () => {
  expect(resolveAddress("docs/a.md", "b%20c.png")).toBe("docs/b c.png");
  expect(resolveAddress("docs/a.md", "../img/x.png?raw=1#top")).toBe("img/x.png");
  expect(resolveAddress("docs/a.md", "/img/x.png")).toBe("img/x.png");
  expect(resolveAddress("a.md", "../../etc/passwd")).toBeNull();
  for (const elsewhere of [
    "https://example.org/a.png",
    "//example.org/a.png",
    "data:image/png;base64,x",
    "#top",
    "%",
  ])
    expect(resolveAddress("a.md", elsewhere)).toBeNull();
});
