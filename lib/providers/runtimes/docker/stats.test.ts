import { expect, test } from "vitest";
import { toStats } from "./stats.ts";

const at = (takenMs: number, cpuNanoseconds: number, sample: object) => ({ takenMs, cpuNanoseconds, sample });

test("what an engine does not count is null, and its sums are those of all disks and networks", () => {
  const bytes = [
    { op: "Read", value: 10 },
    { op: "read", value: 5 },
    { op: "Write", value: 7 },
    { op: "Total", value: 22 },
  ];
  const versionOne = {
    memory_stats: { usage: 1000, limit: 2 ** 63, stats: { total_inactive_file: 400 } },
    pids_stats: { current: 3 },
    blkio_stats: { io_service_bytes_recursive: bytes },
    networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
  };
  expect(toStats(at(0, 0, {}), at(1000, 5e8, versionOne))).toMatchObject({
    cpuPercent: 50,
    memoryBytes: 600,
    memoryMaxBytes: null,
    processes: 3,
    readBytes: 15,
    writtenBytes: 7,
    receivedBytes: 11,
    sentBytes: 22,
  });
  const versionTwo = { memory_stats: { usage: 1000, limit: 2048, stats: { inactive_file: 100 } } };
  expect(toStats(at(0, 0, {}), at(1000, 0, versionTwo))).toMatchObject({
    cpuPercent: 0,
    memoryBytes: 900,
    memoryMaxBytes: 2048,
    processes: 0,
    readBytes: null,
    writtenBytes: null,
    receivedBytes: null,
    sentBytes: null,
  });
});
