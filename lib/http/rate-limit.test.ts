import { expect, test } from "vitest";
import { type Arrival, type Counted, createRateLimits } from "#lib/http/rate-limit.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { systemActor } from "#lib/platform/auth/actor.ts";

/** 60 a minute with 20 at once for keys and people, 30 with 10 for strangers. */
const settings = { requestsPerMinute: 60, strangerRequestsPerMinute: 30, streamsMax: 3 };

function limitsAt() {
  const clock = { ms: 0 };
  let asked = 0;
  const limits = createRateLimits({ current: () => settings }, () => clock.ms);
  const arrive = async (credential: string | null, more: Partial<Arrival> & { counted?: Counted } = {}) => {
    const { counted, ...rest } = more;
    const identify = async () => {
      asked += 1;
      return counted ?? null;
    };
    try {
      await limits.admit({ credential, address: "192.0.2.7", identify, ...rest });
      return "in";
    } catch (error) {
      if (error instanceof AppError && error.type === "RATE_LIMITED")
        return Number(error.details.retryAfterMs);
      throw error;
    }
  };
  return { clock, limits, arrive, asked: () => asked };
}
const key = (id: string, userId = "ada"): Counted => ({ own: `key ${id}`, together: `keys of ${userId}` });

async function admitted(times: number, arrive: () => Promise<"in" | number>): Promise<number> {
  let count = 0;
  for (let call = 0; call < times; call += 1) if ((await arrive()) === "in") count += 1;
  return count;
}

test("a key has its burst and then its rate; another key of the same person is untouched", async () => {
  const { clock, arrive, asked } = limitsAt();
  expect(await admitted(50, () => arrive("one", { counted: key("one") }))).toBe(20);
  expect(await arrive("one")).toBe(1_000);
  expect(await arrive("two", { counted: key("two") })).toBe("in");
  clock.ms += 1_000;
  expect(await arrive("one")).toBe("in");
  expect(asked()).toBe(2);
});

test("all keys of a person have five times as much, however many there are; another person is untouched", async () => {
  const { arrive } = limitsAt();
  let count = 0;
  for (let id = 0; id < 10; id += 1)
    count += await admitted(20, () => arrive(`key ${id}`, { counted: key(String(id)) }));
  expect(count).toBe(100);
  expect(await arrive("other", { counted: key("other", "bob") })).toBe("in");
});

test("sessions of one person are counted together, away from keys", async () => {
  const { arrive } = limitsAt();
  const counted = { own: "person ada", together: null };
  expect(await admitted(15, () => arrive("laptop", { counted }))).toBe(15);
  expect(await admitted(15, () => arrive("phone", { counted }))).toBe(5);
  expect(await arrive("one", { counted: key("one") })).toBe("in");
});

test("strangers and credentials that do not open are counted by address, and only theirs", async () => {
  const { arrive } = limitsAt();
  expect(await admitted(30, () => arrive(null))).toBe(10);
  expect(await admitted(30, () => arrive("good", { counted: key("good") }))).toBe(20);
  let guess = 0;
  expect(await admitted(30, () => arrive(`guess ${guess++}`))).toBe(10);
  expect(await arrive("guess", { address: "192.0.2.8" })).toBe("in");
  // What is known goes on while its address is drowned in guesses.
  expect(await arrive("good")).toBe(1_000);
});

test("what comes at once with one new credential is asked about once", async () => {
  const { arrive, asked } = limitsAt();
  const answers = await Promise.all(Array.from({ length: 15 }, () => arrive("new", { counted: key("new") })));
  expect(answers).toEqual(answers.map(() => "in"));
  expect(asked()).toBe(1);
});

test("while the database is away nobody is counted for what cannot be known", async () => {
  const { arrive } = limitsAt();
  const identify = () => Promise.reject(new Error("away"));
  expect(await admitted(30, () => arrive("any", { identify }))).toBe(30);
});

test("so many streams are open at once, and one that ends makes room", () => {
  const { limits } = limitsAt();
  const ada = { ...systemActor("a"), kind: "cli-key" as const, userId: "ada" };
  const releases = [1, 2, 3].map(() => limits.holdStream(ada));
  expect(() => limits.holdStream(ada)).toThrow("3 streams and sockets");
  expect(() => limits.holdStream({ ...ada, id: "b" })).not.toThrow();
  releases[0]?.();
  releases[0]?.();
  expect(() => limits.holdStream(ada)).not.toThrow();
  expect(() => limits.holdStream(ada)).toThrow();
});

test("two archives of one person are made at once, by whatever keys", () => {
  const { limits } = limitsAt();
  const ada = { ...systemActor("a"), kind: "cli-key" as const, userId: "ada" };
  const releases = [ada, { ...ada, id: "b" }].map(limits.holdArchive);
  expect(() => limits.holdArchive({ ...ada, id: "c" })).toThrow("2 archives");
  expect(() => limits.holdArchive({ ...ada, userId: "bob" })).not.toThrow();
  releases[0]?.();
  releases[0]?.();
  limits.holdArchive(ada);
  expect(() => limits.holdArchive(ada)).toThrow();
});

test("0 is no limit", async () => {
  const limits = createRateLimits({
    current: () => ({ requestsPerMinute: 0, strangerRequestsPerMinute: 0, streamsMax: 0 }),
  });
  const identify = () => Promise.reject(new Error("nobody asks"));
  for (let call = 0; call < 5_000; call += 1) await limits.admit({ credential: null, address: "", identify });
  for (let call = 0; call < 500; call += 1) limits.holdStream(systemActor("a"));
});
