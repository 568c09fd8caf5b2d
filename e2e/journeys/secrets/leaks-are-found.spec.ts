import { planted } from "#e2e/fixtures/planted.ts";
import { test } from "#e2e/fixtures/test.ts";

/** That the check of every journey can fail: each of these leaks on purpose, and must be told so. */

const secret = planted("sk-leaked-on-purpose");

test("an answer that holds a planted secret fails its test", async ({ owner }) => {
  test.fail();
  await owner.route("**/leaks", (route) =>
    route.fulfill({ contentType: "application/json", body: `{"a":"${secret}"}` }),
  );
  await owner.goto("/projects");
  await owner.evaluate(() => fetch("/leaks").then((answer) => answer.text()));
});

test("a page that shows one fails its test", async ({ owner }) => {
  test.fail();
  await owner.goto("/projects");
  await owner.evaluate((text) => {
    document.body.append(text);
  }, secret);
});

test("what a page says on its console fails its test", async ({ owner }) => {
  test.fail();
  await owner.goto("/projects");
  // biome-ignore lint/suspicious/noConsole: What a page says there is what this test is about.
  await owner.evaluate((text) => console.info(text), secret);
});

test("what a person types stands in its field, and is no leak", async ({ owner }) => {
  await owner.goto("/settings/mail");
  await owner.getByLabel("User").fill(secret);
});
