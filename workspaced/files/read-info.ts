import type { BigIntStats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { invalid } from "../errors.ts";
import type { InfoAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { describeFile, etagOf } from "./describe-file.ts";
import { openChildFile, withFolder } from "./inside.ts";
import { typeOf } from "./list-tree.ts";
import { onPath, splitPath } from "./paths.ts";

/** What lies at a path; of a file its first 8 KiB are read and no more, of a pipe or device nothing. */
export async function readInfo(root: Root, path: string): Promise<InfoAnswer> {
  const parts = splitPath(path);
  const name = parts.at(-1);
  if (name === undefined) throw invalid("path", "is the root itself");
  return onPath(() =>
    withFolder(root, parts.slice(0, -1), async (folder) => {
      const stats = await lstat(folder.at(name), { bigint: true });
      const answer = answerOf(parts, stats);
      if (answer.type === "symlink") return { ...answer, linkTarget: await readlink(folder.at(name)) };
      if (answer.type !== "file") return answer;
      const handle = await openChildFile(folder, Buffer.from(name));
      try {
        const opened = await handle.stat({ bigint: true });
        const { kind, mimeType } = await describeFile(handle, name);
        return { ...answerOf(parts, opened), etag: etagOf(opened), kind, mimeType };
      } finally {
        await handle.close();
      }
    }),
  );
}

function answerOf(parts: readonly string[], stats: BigIntStats): InfoAnswer {
  return {
    path: parts.join("/"),
    type: typeOf(stats),
    sizeBytes: Number(stats.size),
    mode: Number(stats.mode) & 0o7777,
    modifiedAt: new Date(Number(stats.mtimeMs)).toISOString(),
    etag: null,
    kind: null,
    mimeType: null,
    linkTarget: null,
  };
}
