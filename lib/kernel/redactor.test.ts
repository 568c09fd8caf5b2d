import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor } from "#lib/kernel/redactor.ts";

const token = "ghp_Zq81-xY/7+ü=planted";

const knowing = (...values: string[]) => {
  const redactor = createRedactor();
  for (const value of values) redactor.learn(value);
  return redactor;
};
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a known value is taken out as it is, percent-encoded, in JSON and in base64 behind anything", () => {
  const { redact } = knowing(token, 'with "quotes"\tand tabs');
  expect(redact(`git: ${token}!`)).toBe("git: [secret]!");
  expect(redact(`https://x:${encodeURIComponent(token)}@host`)).toBe("https://x:[secret]@host");
  expect(redact(new URLSearchParams({ q: token }).toString())).toBe("q=[secret]");
  expect(redact(JSON.stringify({ a: 'with "quotes"\tand tabs' }))).toBe('{"a":"[secret]"}');
  for (const user of ["", "a", "ab", "x-access-token", "git"]) {
    const header = base64(`${user}:${token}`);
    const found = redact(`Authorization: Basic ${header}`);
    expect(found).toContain("[secret]");
    // What is left of it tells nothing of the value but for the bits that it shares with its neighbours.
    const left = Buffer.from(found.split("[secret]").at(-1) ?? "", "base64").toString();
    expect(token).not.toContain(left.length > 1 ? left : "\0");
  }
});

test("each line of a private key is known by itself", () => {
  const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU".repeat(2)}\nAAAAB3NzaC1yc2EAAAADAQABAAABgQ\n-----END`;
  const { redact } = knowing(key);
  expect(redact("x AAAAB3NzaC1yc2EAAAADAQABAAABgQ y")).toBe("x [secret] y");
  expect(redact("-----BEGIN OPENSSH PRIVATE KEY-----")).toContain("BEGIN");
});

test.each([
  // A word of a language is a secret only where something is set to it.
  ["docker", "docker: error of docker in library/docker", "docker: error of docker in library/docker"],
  ["docker", "password=docker", "password=[secret]"],
  ["docker", "Password: docker", "Password: [secret]"],
  ["docker", "https://ada:docker@host", "https://ada:[secret]@host"],
  ["docker", '{"password":"docker"}', '{"password":"[secret]"}'],
  ["docker", JSON.stringify({ line: '"password": "docker"' }), '{"line":"\\"password\\": \\"[secret]\\""}'],
  ["docker", "image=docker-compose a=dockerfile", "image=docker-compose a=dockerfile"],
  ["docker", `Basic ${base64("ada:docker")}`, "Basic YWRh[secret]g=="],
  // What is no word is one wherever it stands alone.
  ["hunt3r", "login --password hunt3r, then hunt3r", "login --password [secret], then [secret]"],
  ["hunt3r", "hunt3rs shunt3r a-hunt3r hunt3r-1 hunt3r_", "hunt3rs shunt3r a-hunt3r hunt3r-1 hunt3r_"],
  ["p4:5", "p4%3A5 p4:5", "[secret] [secret]"],
  // What stands in every log is none.
  ["8080", "port=8080", "port=8080"],
  ["true", '{"isGood":true}', '{"isGood":true}'],
  ["abc", "password=abc", "password=abc"],
  ["", "nothing", "nothing"],
])("of the short value %j in %j %j is left", (value, text, left) => {
  expect(knowing(value).redact(text)).toEqual(left);
});

test("what was forgotten as often as it was learned is not looked for any more, and the rest is", () => {
  const values = ["glpat-first-value", "glpat-second-value", "glpat-second-value-longer", "hunt3r"];
  const redactor = knowing(...values, "glpat-first-value");
  const text = values.join(" ");
  expect(redactor.redact(text)).toBe("[secret] [secret] [secret] [secret]");
  redactor.forget("glpat-first-value");
  redactor.forget("glpat-second-value");
  expect(redactor.redact(text)).toBe("[secret] glpat-second-value [secret] [secret]");
  for (const value of ["glpat-first-value", "glpat-second-value-longer", "hunt3r", "never-learned"])
    redactor.forget(value);
  expect(redactor.redact(text)).toBe(text);
});

test("however a stream is cut, its text is what the whole would be, and no value gets out", () => {
  const values = [token, "another-known-value", "another-known-value-that-is-longer", "hunt3r", "docker"];
  const between = ["=", ": ", '"', " "];
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.constantFrom(...values, ...between, base64(token), "another-known"), fc.string()),
        {
          maxLength: 12,
        },
      ),
      fc.array(fc.nat(9), { maxLength: 60 }),
      (parts, cuts) => {
        const text = parts.join("");
        const stream = knowing(...values).stream();
        let out = "";
        let from = 0;
        for (const length of cuts) {
          out += stream.write(text.slice(from, from + length));
          from += length;
        }
        out += stream.write(text.slice(from)) + stream.end();
        for (const value of values.slice(0, 3)) expect(out).not.toContain(value);
        expect(out.replaceAll(/\[secret\](-that-is-longer)?/g, "")).toBe(
          knowing(...values)
            .redact(text)
            .replaceAll(/\[secret\](-that-is-longer)?/g, ""),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test("wherever a text is cut, no eight characters of a value stand in what is told of it so far", () => {
  const values = [token, "another-known-value-that-is-longer"];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...values, base64(`x:${token}`)), fc.string()), { maxLength: 6 }),
      (parts) => {
        const redactor = knowing(...values);
        const text = parts.join("");
        // What people wrote themselves may be a piece of a value; what stands in no value of this text is the rest.
        const pieces = values
          .flatMap((value) => Array.from(value.slice(7), (_, at) => value.slice(at, at + 8)))
          .filter((piece) => !redactor.redact(text).includes(piece));
        for (let at = 0; at <= text.length; at++) {
          const told = redactor.stream().write(text.slice(0, at));
          for (const piece of pieces) expect(told).not.toContain(piece);
        }
      },
    ),
    { numRuns: 100 },
  );
});

const knowingMany = (count: number) =>
  knowing(...Array.from({ length: count }, (_, index) => `glpat-${index}-${base64(`${index * 7919}-key`)}`));
const line = `#12 0.417 Get:7 http://deb.example.org/debian bookworm/main amd64 libexample1 1.2.3 [12.3 kB]\n`;
const logOf = (characters: number) => line.repeat(Math.ceil(characters / line.length)).concat("glpat-");
const begunOf = (characters: number) => "glpat-".repeat(Math.ceil(characters / 6));

/**
 * How many times as long the second takes as the first. Both at their best of several rounds in turn: what else the
 * machine does falls on both, and a slow machine is slow for both.
 */
function costOf(first: () => void, second: () => void): number {
  let [ofFirst, ofSecond] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 7; round++) {
    ofFirst = Math.min(ofFirst, tookMs(first));
    ofSecond = Math.min(ofSecond, tookMs(second));
  }
  return ofSecond / ofFirst;
}

function tookMs(work: () => void): number {
  const sinceMs = performance.now();
  work();
  return performance.now() - sinceMs;
}

test.each([
  ["a log", logOf(500_000)],
  ["a text that begins like them everywhere", begunOf(100_000)],
])("with five thousand known values %s costs about what it costs with five", (_, text) => {
  const [few, many] = [knowingMany(5), knowingMany(5_000)];
  expect(many.redact(text)).toBe(text);
  const cost = costOf(
    () => few.redact(text),
    () => many.redact(text),
  );
  // A look for each value would be a thousand times as many.
  expect(cost).toBeLessThan(5);
});

test.each([
  ["a log", logOf],
  ["a text that begins like them everywhere", begunOf],
])(
  "with five thousand known values %s of ten times the length costs about ten times as much",
  (_, textOf) => {
    const { redact } = knowingMany(5_000);
    const [short, long] = [textOf(40_000), textOf(400_000)];
    expect(redact(long)).toBe(long);
    const cost = costOf(
      () => redact(short),
      () => redact(long),
    );
    // Looking back over all that came before would be a hundred times as much.
    expect(cost).toBeLessThan(40);
  },
);
