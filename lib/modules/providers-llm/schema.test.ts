import { expect, test } from "vitest";
import { ConfigureProviderInput } from "#lib/modules/providers-llm/schema.ts";

const isTaken = (baseUrl: string) => ConfigureProviderInput.safeParse({ id: "custom", baseUrl }).success;

test.each([
  "http://169.254.169.254/latest",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://[fe80::1]/v1",
  "http://[::ffff:169.254.169.254]/",
  "http://[fd00:ec2::254]/",
  "http://metadata.google.internal/",
  "file:///etc/passwd",
  "http://user:password@models.example.org/v1",
  "http://models.example.org/v1?key=1",
])("a provider at %s is refused", (baseUrl) => expect(isTaken(baseUrl)).toBe(false));

test.each(["https://models.example.org/v1", "http://127.0.0.1:11434/v1", "http://192.168.1.9:8000"])(
  "a provider at %s is taken: a model may run on this machine or beside it",
  (baseUrl) => expect(isTaken(baseUrl)).toBe(true),
);
