import { tellFiles } from "#lib/modules/files/files-command.ts";
import { writeFile } from "#lib/modules/files/write-file.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { writeContent } from "#lib/providers/workspaced/files.ts";

export const runWriteFile = handler(writeFile, async ({ input, facts, actor, platform, signal, close }) => {
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const written = await withWorkspace(address, (reached) =>
    writeContent(
      reached,
      { root: input.root, path: input.path },
      Buffer.from(input.content, "utf8"),
      { ifMatch: input.ifMatch },
      { signal, deadlineMs: 55_000 },
    ),
  );
  await close(async (tx) => {
    tellFiles(tx, facts, "files.changed");
    return written;
  });
});
