import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type Figure, median, percentile } from "./figures.ts";
import { writeLongRun } from "./long-run-rows.ts";
import { ask, type Product, type Running } from "./product.ts";

/** Debian's Chromium where it is installed. */
const systemChromium = "/usr/bin/chromium";
const eventsCount = 10_000;
const wheelSteps = 120;
const wheelPx = 400;

/** B2: a run of 10,000 events in a real browser: until its end can be read, and how evenly it scrolls back through itself. */
export async function measureLongRun(product: Product, running: Running, rounds: number): Promise<Figure[]> {
  const place = await makeRun(product, running);
  const browser = await chromium.launch({
    ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(await signInLink({ home: product.home, url: running.baseUrl }));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/projects/);
    const readyMs: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const sinceMs = performance.now();
      await page.goto(`${running.baseUrl}${place}`);
      await page.getByText(`Word ${eventsCount - 1}.`).waitFor();
      // The first one compiles and fills caches.
      if (round > 0) readyMs.push(performance.now() - sinceMs);
    }
    const { frames, nodes } = await scrollBack(page);
    const bareMs = await bareFrames(page);
    const jumpSinceMs = performance.now();
    await page.goto(`${running.baseUrl}${place}#m-3`);
    await page.getByText("Word 3.").waitFor();
    const jumpMs = performance.now() - jumpSinceMs;
    return [
      figure("Run of 10,000 events: its end can be read", "ms", median(readyMs), null, "≤ 2 s"),
      figure(
        "…, frame while scrolling back, p50",
        "ms",
        median(frames),
        median(bareMs),
        "≤ 1.5×",
        "floor: frames of the same page at rest",
      ),
      figure(
        "…, frame while scrolling back, p99",
        "ms",
        percentile(frames, 0.99),
        null,
        "≤ 100 ms",
        `${nodes} elements in the page after ${wheelSteps} turns of the wheel`,
      ),
      figure("…, a link to its third event leads there", "ms", jumpMs, null, "≤ 5 s"),
    ];
  } finally {
    await browser.close();
  }
}

function figure(
  what: string,
  unit: Figure["unit"],
  value: number,
  floor: number | null,
  goal: string,
  note?: string,
): Figure {
  return { id: "B2", what, unit, value, floor, goal, ...(note === undefined ? {} : { note }) };
}

async function makeRun(product: Product, running: Running): Promise<string> {
  const made = await ask(running, product.key, "POST /api/projects", {
    name: "Long run",
    runtime: "local",
    source: { type: "empty" },
  });
  const projectId = idIn(made.project);
  const answer = await ask(running, product.key, `POST /api/projects/${projectId}/tasks`, { title: "Long" });
  const taskId = idIn(answer.task ?? answer);
  const sql = connect(running.databaseUrl, { max: 1 });
  try {
    await writeLongRun(sql, { projectId, id: taskId }, eventsCount);
  } finally {
    await sql.end();
  }
  return `/projects/${projectId}/board/1`;
}

function idIn(value: unknown): string {
  if (typeof value === "object" && value !== null && "id" in value) return String(value.id);
  throw new Error(`No id was answered: ${JSON.stringify(value)}`);
}

/** Turns the wheel backwards through the conversation and takes the time between frames. */
async function scrollBack(page: Page): Promise<{ frames: number[]; nodes: number }> {
  const log = page.getByRole("log", { name: "Conversation" });
  await log.hover();
  await page.evaluate(watchFrames);
  for (let step = 0; step < wheelSteps; step += 1) await page.mouse.wheel(0, -wheelPx);
  const frames = await page.evaluate(takeFrames);
  return { frames, nodes: await page.locator("*").count() };
}

async function bareFrames(page: Page): Promise<number[]> {
  await page.evaluate(watchFrames);
  await page.waitForTimeout(2_000);
  return page.evaluate(takeFrames);
}

/** Run in the page. */
function watchFrames(): void {
  const frames: number[] = [];
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    if (Reflect.get(window, "watchedFrames") === frames) requestAnimationFrame(look);
  };
  Reflect.set(window, "watchedFrames", frames);
  requestAnimationFrame(look);
}

function takeFrames(): number[] {
  const frames: unknown = Reflect.get(window, "watchedFrames");
  Reflect.deleteProperty(window, "watchedFrames");
  return Array.isArray(frames) ? frames.map(Number) : [];
}
