import { expect, test } from "vitest";
import { ImageReference } from "#lib/kernel/image-reference.ts";

test.each([
  "debian",
  "debian:bookworm-slim",
  "library/debian",
  "registry.example.org:5000/team/app_x:1.2-rc.1",
  `ghcr.io/a/b@sha256:${"a".repeat(64)}`,
  "localhost/debian:bookworm-slim",
])("%s names an image", (value) => expect(ImageReference.safeParse(value).success).toBe(true));

test.each([
  "",
  "-v/:/host",
  "a b",
  "a:b:c/d",
  "a//b",
  "../a",
  "a;b",
  "a@sha256:1",
  "a\nb",
  "a:",
  "x".repeat(256),
  `sha256:${"a".repeat(64)}`,
  "sha256:abc",
  "a".repeat(64),
  "0123456789ab",
])("%j does not", (value) => expect(ImageReference.safeParse(value).success).toBe(false));
