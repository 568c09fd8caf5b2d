import { expect, test } from "vitest";
import { actions } from "#lib/protection/actions.ts";
import { deedOfCommand, labelOfCommand, titleOfCommand } from "./command-words.ts";

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

test("every command has a title of its own that is whole: what is done, and to what", () => {
  const titles = Object.keys(actions).map(titleOfCommand);
  expect(titles.filter((title) => title.split(" ").length < 2)).toEqual([]);
  expect(titles.filter((title) => / (?:of|in|into|from|for|to|on|at|with)$/.test(title))).toEqual([]);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  expect(
    ["member.add", "invitation.send", "run.drop-others", "operation.break-glass"].map(titleOfCommand),
  ).toEqual(["Add a member", "Send the invitation", "Drop the other runs", "Skip the cooldown"]);
});
