import { expect, test } from "vitest";
import { archiveUrl, contentUrl, uploadPartUrl, watchUrl } from "#lib/modules/files/queries.ts";
import { partsOfRoot, rootIdOf, taskOfRoot } from "#lib/modules/files/rules.ts";

const workspaceId = "0192f0a0-0000-7000-8000-000000000001";

test("a root in one word is the workspace's own id, or leads back to the worktree that it stands for", () => {
  expect(rootIdOf(workspaceId, "workspace")).toBe(workspaceId);
  expect(rootIdOf(workspaceId, null)).toBe(workspaceId);
  for (const root of ["workspace", "worktree:task-12", "worktree:task-12-r2", "worktree:a.b"]) {
    expect(partsOfRoot(rootIdOf(workspaceId, root))).toEqual({ workspaceId, root });
  }
});

test("addresses name the worktree beside the workspace, and say nothing of the workspace's own folder", () => {
  const worktree = rootIdOf(workspaceId, "worktree:task-12");
  const folder = `/api/workspaces/${workspaceId}/files`;
  expect(contentUrl(workspaceId, "a b.ts")).toBe(`${folder}/content?path=a+b.ts`);
  expect(contentUrl(worktree, "a.ts")).toBe(`${folder}/content?root=worktree%3Atask-12&path=a.ts`);
  expect(archiveUrl(worktree, ["a", "b"])).toBe(`${folder}/archive?root=worktree%3Atask-12&path=a&path=b`);
  expect(watchUrl(worktree)).toBe(`${folder}/watch?root=worktree%3Atask-12`);
  expect(uploadPartUrl(worktree, "u1", 3)).toBe(`${folder}/uploads/u1?offset=3`);
});

test("a worktree tells the task of its run", () => {
  expect(taskOfRoot("worktree:task-12")).toBe(12);
  expect(taskOfRoot("worktree:task-7-r3")).toBe(7);
  expect(taskOfRoot("workspace")).toBeNull();
});
