import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { html } from "#lib/http/docs/markup.ts";
import { documentedLines } from "#lib/http/fixtures/documented-request.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { openApiDocument } from "#lib/http/open-api.ts";

let door: TestDoor;
let page: string;
let policy: string;
beforeAll(async () => {
  door = await testDoor();
  const response = await door.call("/api/docs");
  page = await response.text();
  policy = response.headers.get("content-security-policy") ?? "";
});
afterAll(() => door?.drop());

test("every line of the door has an anchor, its path, its level with the word, and a way to call it", () => {
  for (const { method, template, operation } of documentedLines()) {
    const { operationId } = operation;
    const start = page.indexOf(`<article class="operation" id="${operationId}"`);
    expect(start, operationId).toBeGreaterThan(0);
    const section = page.slice(start, page.indexOf("</article>", start));
    expect(section, operationId).toContain(`>${method}</span> <code>${template}</code>`);
    const level = operation["x-danger-level"];
    expect(section, operationId).toMatch(
      new RegExp(`class="level ${level.toLowerCase()}">.*${level}</span>`),
    );
    expect(section, operationId).toContain("curl ");
  }
});

test("what a command waits for, and how the command line calls it, stand with it", () => {
  const start = page.indexOf('<article class="operation" id="project.delete"');
  const section = page.slice(start, page.indexOf("</article>", start));
  expect(section).toContain("Waits for the typed name, 1 h cooldown, a second confirmation");
  expect(section).toContain("lockkeeper projects delete &lt;project&gt;");
});

test("every link inside of the page leads somewhere, and every id is given once", () => {
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id ?? "");
  expect(ids.length).toBe(new Set(ids).size);
  const known = new Set(ids);
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? "");
  expect(links.filter((id) => !known.has(id))).toEqual([]);
  for (const name of Object.keys(openApiDocument().components.schemas))
    expect(known).toContain(`shape-${name}`);
});

test("nothing of the page is foreign, and its policy lets in its own scripts and style alone", () => {
  expect([...page.matchAll(/(?:src|href)="(?!\/|#)[^"]*"/g)].map(([match]) => match)).toEqual([]);
  const inside = (tag: string) => [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))];
  const blocks = [...inside("script"), ...inside("style")].map(([, text]) => text ?? "");
  expect(blocks).toHaveLength(3);
  for (const text of blocks)
    expect(policy).toContain(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(policy).toContain("default-src 'none'");
  expect(page).not.toMatch(/ style="| on[a-z]+="/);
});

test("text stays text", () => {
  expect(html`<b title="${'"><i>'}">${"<script>&'"}</b>`.markup).toBe(
    '<b title="&quot;&gt;&lt;i&gt;">&lt;script&gt;&amp;&#39;</b>',
  );
});

test("the page is small on its way, is kept by its ETag, and has fonts of ours", async () => {
  const packed = await door.call("/api/docs", { headers: { "accept-encoding": "gzip" } });
  const bytes = Buffer.from(await packed.arrayBuffer());
  expect(gunzipSync(bytes).toString()).toBe(page);
  expect(bytes.length).toBeLessThan(100_000);
  const etag = packed.headers.get("etag") ?? "";
  const again = await door.call("/api/docs", { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
  for (const name of ["geist.woff2", "geist-mono.woff2"]) {
    const font = await door.call(`/api/docs/fonts/${name}`);
    expect(font.headers.get("content-type")).toBe("font/woff2");
    expect((await font.arrayBuffer()).byteLength).toBeGreaterThan(20_000);
  }
  expect((await door.call("/api/docs/fonts/..%2F..%2Fpackage.json")).status).toBe(404);
});
