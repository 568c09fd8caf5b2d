import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { loadMasterKey } from "#lib/platform/master-key.ts";
import { rewrap, seal, unseal } from "#lib/platform/secrets/seal.ts";

const newKey = () => loadMasterKey({ home: "/nowhere", given: secret(randomBytes(32).toString("base64")) });
const key = await newKey();

test("what was sealed at a place opens there, also when it is empty or in any script", () => {
  for (const text of ["sk-4711", "", "Geheimnis – 秘密 🔑", "x".repeat(100_000)])
    expect(unseal(key, "llm_providers:1:sealed_key", seal(key, "llm_providers:1:sealed_key", text))).toBe(
      text,
    );
});

test("the same text is sealed differently each time, and its text stands in none of them", () => {
  const sealed = [1, 2, 3].map(() => seal(key, "a", "sk-4711-secret"));
  expect(new Set(sealed).size).toBe(3);
  for (const one of sealed) expect(one).not.toContain("sk-4711");
});

test("two secrets that swapped places open in neither", () => {
  const [first, second] = [seal(key, "row:1", "one"), seal(key, "row:2", "two")];
  expect(() => unseal(key, "row:2", first)).toThrow();
  expect(() => unseal(key, "row:1", second)).toThrow();
});

test("parts of two secrets put together do not open", () => {
  const [first, second] = [seal(key, "row:1", "one").split("."), seal(key, "row:1", "two").split(".")];
  const mixed = [...first.slice(0, 3), second[3]].join(".");
  expect(() => unseal(key, "row:1", mixed)).toThrow();
});

test("a secret changed in any character does not open", () => {
  const sealed = seal(key, "row:1", "one");
  for (let index = 0; index < sealed.length; index++) {
    const changed = sealed[index] === "A" ? "B" : "A";
    const other = sealed.slice(0, index) + changed + sealed.slice(index + 1);
    // The last character of base64url may carry bits that stand for nothing.
    if (
      Buffer.from(other.split(".").at(-1) ?? "", "base64url").equals(
        Buffer.from(sealed.split(".").at(-1) ?? "", "base64url"),
      ) &&
      index > sealed.lastIndexOf(".")
    )
      continue;
    let opened: string | null = null;
    try {
      opened = unseal(key, "row:1", other);
    } catch {
      continue;
    }
    expect(opened, `character ${index}`).toBe("one");
    expect(Buffer.from(other.split(".")[2] ?? "", "base64url")).toEqual(
      Buffer.from(sealed.split(".")[2] ?? "", "base64url"),
    );
  }
});

test("another master key does not open it, and the failure says whose it is without the text", async () => {
  const other = await newKey();
  const sealed = seal(key, "row:1", "one-and-only");
  expect(() => unseal(other, "row:1", sealed)).toThrow(
    new RegExp(`sealed by master key ${key.id}.*has ${other.id}`),
  );
  expect(() => unseal(other, "row:1", sealed.replace(key.id, other.id))).toThrow();
  for (const broken of ["", "v1", "v2.a.b.c", "v1.x..", `v1.${key.id}.AA.AA`])
    expect(() => unseal(key, "row:1", broken)).toThrow();
});

test("whatever is flipped, cut, put in, moved or taken from an earlier version, it gives the text back or nothing", () => {
  const place = fc.stringMatching(/^[a-z_]{1,12}:[0-9a-f-]{1,8}:[a-z_]{1,12}$/);
  fc.assert(
    fc.property(place, fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), (where, text, at, bits) => {
      const sealed = seal(key, where, text);
      const parts = sealed.split(".");
      const changed = parts.map((part, index) => {
        if (index < 2 || index !== 2 + (at % 2)) return part;
        const bytes = Buffer.from(part, "base64url");
        const spot = at % bytes.length;
        bytes[spot] = (bytes[spot] ?? 0) ^ bits;
        return bytes.toString("base64url");
      });
      expect(() => unseal(key, where, changed.join("."))).toThrow();
      expect(() => unseal(key, `${where}x`, sealed)).toThrow();
      expect(() => unseal(key, where, `v0${sealed.slice(2)}`)).toThrow();
      expect(() => unseal(key, where, sealed.slice(0, -4))).toThrow();
      expect(unseal(key, where, rewrap(key, where, sealed))).toBe(text);
    }),
    { numRuns: 200 },
  );
});
