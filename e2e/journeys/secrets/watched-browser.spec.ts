import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { planted } from "#e2e/fixtures/planted.ts";
import { watchBrowser } from "#e2e/fixtures/watch-browser.ts";

const secret = planted("watched");

/** Answers late, as a stream whose page stops listening, and, where it refuses a prefetch, without an end. */
const server = createServer(async ({ url }, response) => {
  if (url === "/late") {
    response.writeHead(200, { "content-type": "application/json" });
    response.write("{");
    await setTimeout(6_000);
    return response.end(JSON.stringify({ secret }).slice(1));
  }
  if (url === "/stream") {
    response.writeHead(200, { "content-type": "text/x-component" });
    response.write("0:begun\n");
    await setTimeout(500);
    return response.write(`1:${secret}\n`);
  }
  if (url === "/refused") {
    response.writeHead(429, { "content-type": "application/json" });
    return response.write("{");
  }
  response.writeHead(200, { "content-type": "text/html" }).end("<title>Watched</title>");
});
test.beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("what a browser is sent late, or stops reading, is looked at too, and a refused prefetch holds nobody up", async ({
  browser,
}) => {
  const context = await browser.newContext();
  const watch = watchBrowser();
  watch.context(context);
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(await watch.leaks()).toEqual([]);
  await page.evaluate(async () => {
    void fetch("/late");
    void fetch("/refused", { headers: { "next-router-prefetch": "1" } });
    const given = new AbortController();
    const { body } = await fetch("/stream", { signal: given.signal });
    const reader = body?.getReader();
    for (let read = 0; read < 2; read += 1) await reader?.read();
    given.abort();
  });
  const places = (await watch.leaks()).map((leak) => leak.slice(0, leak.indexOf(":")));
  expect(places.sort()).toEqual(["the answer to GET /late", "the stream from /stream"]);
  await context.close();
});
