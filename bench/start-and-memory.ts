import { setTimeout as sleep } from "node:timers/promises";
import { type Figure, median } from "./figures.ts";
import { buildBareNext } from "./floors/bare-next.ts";
import { prepareBarePostgres } from "./floors/bare-postgres.ts";
import { first200, proportionalMb } from "./processes.ts";
import type { Product } from "./product.ts";

/** What is called idle: nobody asked anything for this long. */
const settleMs = 5_000;

/** D6 and D3: how long from nothing to the first page, and what all of it takes while nobody asks anything. */
export async function measureStartAndMemory(product: Product, rounds: number): Promise<Figure[]> {
  const next = await buildBareNext();
  const postgres = await prepareBarePostgres();
  const starts: number[] = [];
  const floorStarts: number[] = [];
  const sizes: number[] = [];
  const floorSizes: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const running = await product.start();
      starts.push(running.readyMs);
      await sleep(settleMs);
      const size = await proportionalMb([running.pid, running.postmasterPid]);
      if (size !== null) sizes.push(size);
      await running.stop();

      const beganMs = performance.now();
      const database = await postgres.start();
      const page = await next.start();
      const readyMs = await first200(page.url, beganMs);
      floorStarts.push(readyMs);
      await sleep(settleMs);
      const floorSize = await proportionalMb([page.pid, database.pid]);
      if (floorSize !== null) floorSizes.push(floorSize);
      await page.stop();
      await database.stop();
    }
  } finally {
    await next.remove();
    await postgres.remove();
  }
  return [
    {
      id: "D6",
      what: "Start to the first page",
      unit: "ms",
      value: median(starts),
      floor: median(floorStarts),
      goal: "≤ 1.5×",
      note: "floor: PostgreSQL to its first answer, then a bare Next app to its first page",
    },
    {
      id: "D3",
      what: "Idle memory, proportional",
      unit: "MB",
      value: sizes.length > 0 ? median(sizes) : null,
      floor: floorSizes.length > 0 ? median(floorSizes) : null,
      goal: "≤ 1.75×",
      note: "all processes; floor: a bare Next app and an empty PostgreSQL",
    },
  ];
}
