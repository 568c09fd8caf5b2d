import { expect, test } from "vitest";
import { labelOfCommand } from "./command-words.ts";

test("a command's name becomes what its button says", () => {
  expect(["workspace.stop", "api-key.make-new", "files.delete"].map(labelOfCommand)).toEqual([
    "Stop workspace",
    "Make new of api key",
    "Delete a file in",
  ]);
});
