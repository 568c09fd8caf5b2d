import { expect, test } from "vitest";
import { createPullReport } from "./pull-report.ts";

test("a pull is told by tenths of what all layers have together, and never backwards", () => {
  const report = createPullReport();
  const layer = (id: string, status: string, current?: number) => ({
    id,
    status,
    progressDetail: current === undefined ? {} : { current, total: 50_000_000 },
  });
  const told = [
    { status: "Pulling from library/debian", id: "bookworm-slim" },
    layer("a", "Pulling fs layer"),
    layer("b", "Pulling fs layer"),
    layer("a", "Downloading", 10_000_000),
    layer("b", "Downloading", 1_000_000),
    layer("a", "Downloading", 12_000_000),
    layer("a", "Download complete"),
    layer("b", "Downloading", 25_000_000),
    layer("b", "Extracting", 5_000_000),
    layer("b", "Pull complete"),
    { status: "Status: Downloaded newer image for debian:bookworm-slim" },
  ].map(report);
  expect(told.filter((line) => line !== undefined)).toEqual([
    "11 % of 100 MB",
    "51 % of 100 MB",
    "75 % of 100 MB",
    "100 % of 100 MB",
    "Status: Downloaded newer image for debian:bookworm-slim",
  ]);
});
