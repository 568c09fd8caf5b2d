import { expect, test } from "vitest";
import { RequestError } from "#lib/client/request-error.ts";
import { createUploadQueue, withNumber } from "#lib/client/upload-queue.ts";
import type { UploadTransport } from "#lib/client/upload-transport.ts";

const refused = (status: number, type: string, details: Record<string, unknown> = {}) =>
  new RequestError({ type, message: type, status, details }, null);

/** A workspace's side of uploads, with a line that can be cut. */
function workspace(taken: readonly string[] = []) {
  const files = new Map<string, string>(taken.map((path) => [path, "before"]));
  const parts = new Map<string, { path: string; text: string; sizeBytes: number }>();
  const line = { isCut: false, dropsNextAnswer: false, sweepsOnDrop: false, asked: 0 };
  const remembered = new Map<string, string | null>();
  const reach = () => {
    line.asked += 1;
    if (line.isCut) throw refused(0, "NETWORK");
  };
  const standOf = (uploadId: string) => {
    const part = parts.get(uploadId);
    if (!part) throw refused(404, "NOT_FOUND");
    const times = { startedAt: "", expiresAt: "" };
    return {
      uploadId,
      root: "workspace",
      path: part.path,
      offset: part.text.length,
      sizeBytes: part.sizeBytes,
      ...times,
    };
  };
  const transport: UploadTransport = {
    async start({ path, sizeBytes, isOver }) {
      reach();
      if (files.has(path) && !isOver) throw refused(409, "CONFLICT");
      const uploadId = `upload-${parts.size}`;
      parts.set(uploadId, { path, text: "", sizeBytes });
      return standOf(uploadId);
    },
    async sendWhole({ path, bytes, isOver }) {
      reach();
      if (files.has(path) && !isOver) throw refused(409, "CONFLICT");
      files.set(path, await bytes.text());
    },
    async read(uploadId) {
      reach();
      return standOf(uploadId);
    },
    async append(uploadId, { offset, bytes }) {
      reach();
      const part = parts.get(uploadId);
      if (!part || part.text.length !== offset) throw refused(409, "CONFLICT", { offset: part?.text.length });
      part.text += await bytes.text();
      if (line.dropsNextAnswer) {
        line.dropsNextAnswer = false;
        if (line.sweepsOnDrop) parts.delete(uploadId);
        throw refused(0, "NETWORK");
      }
      return standOf(uploadId);
    },
    async finish(uploadId) {
      reach();
      const part = parts.get(uploadId);
      if (part) files.set(part.path, part.text);
    },
    giveUp: async (uploadId) => void parts.delete(uploadId),
  };
  const queue = createUploadQueue({
    transport,
    isTaken: async (path) => files.has(path),
    wait: () => new Promise((resolve) => setTimeout(resolve, 1)),
    remember: (path, _file, uploadId) => remembered.set(path, uploadId),
    onDone: () => undefined,
  });
  const states = () => {
    const { items, counts, sizeBytes, sentBytes } = queue.stand();
    // However the states came about, the sums are those of the list.
    for (const [state, count] of Object.entries(counts)) {
      expect(items.filter((item) => item.state === state).length, state).toBe(count);
    }
    expect(items.reduce((sum, item) => sum + item.sizeBytes, 0)).toBe(sizeBytes);
    expect(items.reduce((sum, item) => sum + item.sentBytes, 0)).toBe(sentBytes);
    return items.map(({ state }) => state);
  };
  return { files, parts, line, queue, states, remembered };
}

test("what the cut line swallowed is asked for, and nothing is sent twice", async () => {
  const { files, line, queue, states } = workspace();
  const text = "more than one would send at once ".repeat(40_000);
  line.dropsNextAnswer = true;
  queue.add([{ file: new Blob([text]), path: "a.txt" }]);
  await expect.poll(states).toEqual(["done"]);
  expect(files.get("a.txt") === text).toBe(true);
});

test("while the server is away an upload says so, and goes on by itself", async () => {
  const { files, line, queue, states } = workspace();
  line.isCut = true;
  queue.add([{ file: new Blob(["text"]), path: "a.txt" }]);
  // Whether the path is free was answered before the line was cut.
  await expect.poll(states).toEqual(["cut"]);
  line.isCut = false;
  await expect.poll(states).toEqual(["done"]);
  expect(files.get("a.txt")).toBe("text");
});

test("an upload of an earlier page goes on where it stood; one that is gone begins anew", async () => {
  const { files, parts, queue, states, remembered } = workspace();
  parts.set("upload-9", { path: "a.txt", text: "first ", sizeBytes: 12 });
  queue.add([
    { file: new Blob(["FIRST second"]), path: "a.txt", uploadId: "upload-9" },
    { file: new Blob(["whole"]), path: "b.txt", uploadId: "gone" },
  ]);
  await expect.poll(states).toEqual(["done", "done"]);
  expect(files.get("a.txt")).toBe("first second");
  expect(files.get("b.txt")).toBe("whole");
  expect(remembered.get("a.txt")).toBeNull();
});

test("an upload that the workspace swept while the line was down begins anew", async () => {
  const { files, line, queue, states } = workspace();
  const text = "more than one would send at once ".repeat(40_000);
  line.dropsNextAnswer = true;
  line.sweepsOnDrop = true;
  queue.add([{ file: new Blob([text]), path: "docs/a.txt" }]);
  await expect.poll(states).toEqual(["done"]);
  expect(files.get("docs/a.txt") === text).toBe(true);
});

test("of thousands each is sent, and the list is told about once a frame", async () => {
  const { files, queue } = workspace();
  let told = 0;
  queue.subscribe(() => {
    told += 1;
  });
  const startedMs = performance.now();
  const paths = Array.from({ length: 3000 }, (_, index) => `entry-${index}`);
  queue.add(paths.map((path) => ({ file: new Blob(["x"]), path })));
  await expect.poll(() => queue.stand().counts.done).toBe(paths.length);
  expect(files.size).toBe(paths.length);
  // Three steps each; a frame has 16 ms.
  expect(told).toBeLessThanOrEqual((performance.now() - startedMs) / 16 + 2);
});

test("nothing that is there is replaced unasked: overwrite, keep both, or skip", async () => {
  const { files, queue, states } = workspace(["a.txt", "b.txt", "b (2).txt", "c.txt"]);
  queue.add(["a.txt", "b.txt", "c.txt"].map((path) => ({ file: new Blob(["new"]), path })));
  await expect.poll(states).toEqual(["taken", "taken", "taken"]);
  const [a, b, c] = queue.stand().items.map(({ id }) => id);
  queue.decide("overwrite", a);
  queue.decide("both", b);
  queue.decide("skip", c);
  await expect.poll(states).toEqual(["done", "done", "cancelled"]);
  expect(Object.fromEntries(files)).toEqual({
    "a.txt": "new",
    "b.txt": "before",
    "b (2).txt": "before",
    "b (3).txt": "new",
    "c.txt": "before",
  });
});

test("paused uploads wait and go on; a cancelled one leaves nothing behind", async () => {
  const { files, parts, queue, states } = workspace();
  queue.pause();
  queue.add(["a.txt", "b.txt"].map((path) => ({ file: new Blob(["text"]), path })));
  expect(states()).toEqual(["waiting", "waiting"]);
  queue.cancel(queue.stand().items[1]?.id ?? 0);
  queue.resume();
  await expect.poll(states).toEqual(["done", "cancelled"]);
  expect([...files.keys()]).toEqual(["a.txt"]);
  expect(parts.size).toBe(0);
});

test("numbered names count on", () => {
  expect(withNumber("docs/a.txt")).toBe("docs/a (2).txt");
  expect(withNumber("docs/a (2).txt")).toBe("docs/a (3).txt");
  expect(withNumber(".env")).toBe(".env (2)");
});
