import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { newId } from "#lib/kernel/ids.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type Figure, median, percentile } from "./figures.ts";
import type { Product, Running } from "./product.ts";

/** Debian's Chromium where it is installed. */
const systemChromium = "/usr/bin/chromium";
const counts = { many: 5_000, few: 50 } as const;
type Size = keyof typeof counts;
const dragSteps = 40;

interface Samples {
  interactiveMs: number[];
  dragMs: number[];
  searchMs: number[];
}

/** B1: a board of 5,000 cards in a real browser beside one of 50: until a key is answered, and what a step of a drag takes. */
export async function measureBoard(product: Product, running: Running, rounds: number): Promise<Figure[]> {
  const boards = await fillBoards(running.databaseUrl);
  const samples: Record<Size, Samples> = { many: noSamples(), few: noSamples() };
  const browser = await chromium.launch({
    ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(await signInLink({ home: product.home, url: running.baseUrl }));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/projects/);
    for (let round = 0; round <= rounds; round += 1) {
      for (const size of ["many", "few"] as const) {
        const taken = round === 0 ? noSamples() : samples[size];
        taken.interactiveMs.push(await openBoard(page, `${running.baseUrl}/projects/${boards[size]}/board`));
        taken.dragMs.push(...(await dragCard(page)));
        taken.searchMs.push(await search(page, counts[size]));
      }
    }
    const cards = await page.locator("[data-card]").count();
    return figuresOf(samples, cards);
  } finally {
    await browser.close();
  }
}

const noSamples = (): Samples => ({ interactiveMs: [], dragMs: [], searchMs: [] });

function figuresOf({ many, few }: Record<Size, Samples>, cards: number): Figure[] {
  const figure = (what: string, value: number, floor: number, goal: string, note?: string): Figure => ({
    id: "B1",
    unit: "ms",
    ...{ what, value, floor, goal, ...(note === undefined ? {} : { note }) },
  });
  const note = `floor: a board of ${counts.few} cards; ${cards} cards are drawn of it at last`;
  return [
    figure(
      `Board of ${counts.many} cards: open until a key is answered`,
      median(many.interactiveMs),
      median(few.interactiveMs),
      "≤ 3×",
      note,
    ),
    figure("…, a step of a drag, p50", median(many.dragMs), median(few.dragMs), "≤ 1.5×"),
    figure("…, a step of a drag, p95", percentile(many.dragMs, 0.95), percentile(few.dragMs, 0.95), "≤ 2×"),
    figure("…, a typed word has narrowed it", median(many.searchMs), median(few.searchMs), "≤ 2×"),
  ];
}

/** From the address to the first card that an arrow key gives the focus to. */
async function openBoard(page: Page, address: string): Promise<number> {
  const sinceMs = performance.now();
  await page.goto(address);
  await page.locator("[data-card]").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.locator("[data-card]:focus").waitFor();
  return performance.now() - sinceMs;
}

/** Carries a card across its column and puts it back; for each step the time until the next frame is drawn. */
async function dragCard(page: Page): Promise<number[]> {
  const box = await page.locator("[data-column=todo] [data-card]").first().boundingBox();
  if (!box) throw new Error("There is no card to carry.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 12);
  const steps: number[] = [];
  for (let step = 1; step <= dragSteps; step += 1) {
    const sinceMs = performance.now();
    await page.mouse.move(x + step * 6, y + 12 + step * 10);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    steps.push(performance.now() - sinceMs);
  }
  await page.keyboard.press("Escape");
  await page.mouse.up();
  return steps;
}

async function search(page: Page, count: number): Promise<number> {
  const field = page.getByLabel("Filter tasks");
  const sinceMs = performance.now();
  await field.fill(`card ${count - 1} `);
  await page.locator("[data-card]").nth(1).waitFor({ state: "detached" });
  const tookMs = performance.now() - sinceMs;
  await field.fill("");
  return tookMs;
}

/** Two projects that no workspace has to be started for, with cards in every column. */
async function fillBoards(databaseUrl: string): Promise<Record<Size, string>> {
  const sql = connect(databaseUrl, { max: 1 });
  const ids = { many: newId(), few: newId() };
  try {
    for (const size of ["many", "few"] as const) {
      const id = ids[size];
      await sql`insert into projects (id, slug, name, type, status, source, runtime, created_by)
        values (${id}, ${`board-${size}`}, ${`Board of ${counts[size]}`}, 'other', 'stopped', '{"type":"empty"}', 'local',
          (select id from users limit 1))`;
      await sql`insert into workspaces (id, project_id, runtime, runtime_ref, desired_state, observed_state, access_token)
        values (gen_random_uuid(), ${id}, 'local', 'bench', 'removed', 'removed', '')`;
      await sql`insert into tasks (id, project_id, number, title, description, status, position)
        select gen_random_uuid(), ${id}, n, 'Card ' || n || ' of a long list of things that somebody wants to be done',
          repeat('What it is about, in a few words. ', 20),
          (array['todo', 'todo', 'human_review', 'done', 'done'])[1 + n % 5], -n
        from generate_series(1, ${counts[size]}) as n`;
    }
    await sql`analyze`;
  } finally {
    await sql.end();
  }
  return ids;
}
