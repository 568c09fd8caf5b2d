import { expect, test } from "vitest";
import { createNoticeStage, noticeRanks } from "#lib/client/sole-notice.ts";

test("of all places that notice the same, only the nearest one speaks", () => {
  const stage = createNoticeStage();
  stage.claim("banner", noticeRanks.page);
  stage.claim("left pane", noticeRanks.pane);
  stage.claim("right pane", noticeRanks.focusedPane);
  expect(stage.speaker()).toBe("right pane");
  stage.claim("right pane", noticeRanks.pane);
  stage.claim("left pane", noticeRanks.focusedPane);
  expect(stage.speaker()).toBe("left pane");
  stage.release("left pane");
  stage.release("right pane");
  expect(stage.speaker()).toBe("banner");
  stage.release("banner");
  expect(stage.speaker()).toBeNull();
});

test("who listens hears of a new speaker, and of nothing else", () => {
  const stage = createNoticeStage();
  const heard: (string | null)[] = [];
  const stop = stage.subscribe(() => heard.push(stage.speaker()));
  stage.claim("banner", noticeRanks.page);
  stage.claim("log", noticeRanks.log);
  stage.release("log");
  stage.release("banner");
  stop();
  stage.claim("banner", noticeRanks.page);
  expect(heard).toEqual(["banner", null]);
});
