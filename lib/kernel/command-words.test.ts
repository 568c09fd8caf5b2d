import { expect, test } from "vitest";
import { deedOfCommand, labelOfCommand } from "./command-words.ts";

test("a command's name becomes what its button says", () => {
  expect(["workspace.stop", "api-key.make-new", "files.delete"].map(labelOfCommand)).toEqual([
    "Stop workspace",
    "Make new of api key",
    "Delete a file in",
  ]);
});

test("where no target follows, the word that leads to it is left out", () => {
  expect(["git.push", "files.delete", "project.delete"].map(deedOfCommand)).toEqual([
    "Push",
    "Delete a file",
    "Delete project",
  ]);
});
