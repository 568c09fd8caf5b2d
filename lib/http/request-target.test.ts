import { expect, test } from "vitest";
import { isPathOfServer } from "#lib/http/request-target.ts";

test.each([
  "/",
  "/projects?next=https://evil.example",
  "/projects/caf%C3%A9?q=%E0%A4%A",
  "/a//b",
  "/@me/~x",
  "/.well-known/x/...?path=../y/..",
])("%s is a path of this server", (target) => expect(isPathOfServer(target)).toBe(true));

test.each([
  "http://evil.example/",
  "//evil.example/x",
  "/\\evil.example",
  "*",
  "",
  "evil.example:443",
  "/projects/%E0%A4%A",
  "/%",
  "/_next/static/../../api/projects",
  "/_next/static/%2e%2E/.%2e/api/projects",
  "/health/./x",
  "/api/..",
  "/_next/static/a\\..\\..\\api",
  "/health#/../api",
])("%s is none: nothing is redirected to it or fails at it", (target) =>
  expect(isPathOfServer(target)).toBe(false),
);
