import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import { docsPage } from "#lib/http/docs/page.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** Where the packages lie: the server runs in its own folder. */
const fontFiles: Readonly<Record<string, string>> = {
  "geist.woff2": "geist-sans/Geist-Variable.woff2",
  "geist-mono.woff2": "geist-mono/GeistMono-Variable.woff2",
};

/** The API reference as a page, for anybody: it says no more than the product's own source does. */
export function docsRoutes(): Hono {
  const routes = new Hono();
  routes.get("/api/docs", (context) => {
    const { markup, policy, etag } = docsPage();
    const headers = {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-cache",
      "referrer-policy": "same-origin",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
      etag,
    };
    const isKnown = context.req.header("if-none-match")?.replace(/^W\//, "") === etag;
    return isKnown ? new Response(null, { status: 304, headers }) : new Response(markup, { headers });
  });
  routes.get("/api/docs/fonts/:name", async (context) => {
    const file = fontFiles[context.req.param("name")];
    const bytes = file && (await readFont(file));
    if (!bytes) throw notFound("font");
    return new Response(bytes, {
      headers: { "content-type": "font/woff2", "cache-control": "public, max-age=604800" },
    });
  });
  return routes;
}

/** Null where the package is not there; the page has other fonts then. */
async function readFont(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(join(process.cwd(), "node_modules/geist/dist/fonts", file)));
  } catch {
    return null;
  }
}
