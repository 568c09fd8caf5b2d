import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { visitShell } from "#e2e/fixtures/shell-prompt.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { workspaceFolder } from "#e2e/fixtures/workspace-folder.ts";
import { startCuttingProxy } from "#lib/http/fixtures/cutting-proxy.ts";

// Some walk long ways; one alone breaks the network off twenty times.
test.describe.configure({ timeout: 180_000 });

const livePanes = (page: Page): Locator => page.locator("[data-slot=terminal-pane][data-state=live]");
const screenOf = (page: Page, name = "main"): Locator =>
  page.getByRole("region", { name: `Terminal ${name}`, exact: true }).locator(".xterm-accessibility-tree");
const tabsOf = (page: Page): Locator => page.getByRole("navigation", { name: "Terminals" });
const empty = { type: "empty" } as const;

/** The names on the tabs, as they stand. */
const tabNames = (page: Page) =>
  tabsOf(page).getByRole("listitem").getByRole("button").filter({ hasNotText: /^$/ }).allInnerTexts();

test("panes are split both ways, resized and gone through by keyboard, and tabs are put in order and closed together", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await visitShell(owner, await newProject(lockkeeper, ownerSession, { name: "desk", source: empty }));
  await owner.keyboard.press("Control+Shift+Digit5");
  await expect(livePanes(owner)).toHaveCount(2);
  await owner.keyboard.press("Control+Shift+Digit6");
  await expect(livePanes(owner)).toHaveCount(3);
  await expect(screenOf(owner, "main-3")).toContainText(/[#$]/);
  await owner.keyboard.press("Alt+ArrowLeft");
  await owner.keyboard.type("echo in-ma''in\n");
  await expect(screenOf(owner)).toContainText("in-main");
  await owner.keyboard.press("Alt+ArrowRight");

  const bar = owner.getByRole("separator", { name: /beside each other/ });
  await bar.focus();
  await owner.keyboard.press("ArrowLeft");
  await expect(bar).toHaveAttribute("aria-valuenow", "48");
  await owner.reload();
  await expect(livePanes(owner)).toHaveCount(3);
  await expect(bar).toHaveAttribute("aria-valuenow", "48");
  const place = await bar.boundingBox();
  await owner.evaluate(() => {
    // As browsers with a limit do.
    history.replaceState = () => {
      throw new DOMException("Too many changes of the address", "SecurityError");
    };
  });
  await owner.mouse.move(place?.x ?? 0, (place?.y ?? 0) + 40);
  await owner.mouse.down();
  await owner.mouse.move((place?.x ?? 0) - 120, (place?.y ?? 0) + 40, { steps: 30 });
  await owner.mouse.up();
  await expect.poll(async () => Number(await bar.getAttribute("aria-valuenow"))).toBeLessThan(48);
  const dragged = (await bar.getAttribute("aria-valuenow")) ?? "";
  await owner.reload();
  await expect(livePanes(owner)).toHaveCount(3);
  await expect(bar).toHaveAttribute("aria-valuenow", dragged);

  await tabsOf(owner).getByRole("button", { name: "main", exact: true }).press("Control+Shift+ArrowRight");
  await expect.poll(() => tabNames(owner)).toEqual(["main-2", "main", "main-3"]);
  await expect(async () => {
    const to = await tabsOf(owner).getByRole("button", { name: "main-2", exact: true }).boundingBox();
    await tabsOf(owner).getByRole("button", { name: "main-3", exact: true }).hover();
    await owner.mouse.down();
    await owner.mouse.move((to?.x ?? 0) + 12, (to?.y ?? 0) + 12, { steps: 12 });
    await owner.mouse.up();
    await expect.poll(() => tabNames(owner), { timeout: 2000 }).toEqual(["main-3", "main-2", "main"]);
  }).toPass({ timeout: 30_000 });
  await expect.poll(() => tabNames(owner)).toEqual(["main-3", "main-2", "main"]);
  await owner.reload();
  await expect.poll(() => tabNames(owner)).toEqual(["main-3", "main-2", "main"]);
  await expectAccessible(owner);

  await tabsOf(owner).getByRole("button", { name: "main", exact: true }).click({ button: "right" });
  await owner.getByRole("menuitem", { name: "Close others" }).click();
  await expect.poll(() => tabNames(owner)).toEqual(["main"]);
});

test("a shell that ends with a code keeps its pane and is started again under its name; one that ends well goes", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await visitShell(owner, await newProject(lockkeeper, ownerSession, { name: "ending", source: empty }));
  await owner.keyboard.type("echo last-wo''rds; exit 3\n");
  const pane = owner.getByRole("region", { name: "Terminal main" });
  await expect(pane).toContainText("The shell ended with code 3.");
  await expect(screenOf(owner)).toContainText("last-words");
  await expectAccessible(owner);
  await pane.getByRole("button", { name: "Start again" }).click();
  await expect(livePanes(owner)).toHaveCount(1);
  await expect(tabsOf(owner).getByRole("button", { name: "main", exact: true })).toBeVisible();
  await owner.keyboard.type("exit 0\n");
  await expect(owner.getByText("No terminal is open")).toBeVisible();
});

test("search knows case, words and patterns, links lead to the editor, and the bell rings on its tab", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await visitShell(owner, await newProject(lockkeeper, ownerSession, { name: "reading", source: empty }));
  await owner.keyboard.type("mkdir lib; printf 'one\\ntwo\\n' > lib/tide.ts; cd lib; clear\n");
  await owner.keyboard.type("echo tide.ts:2:1 Tide tides\n");
  await expect(screenOf(owner)).toContainText(/\ntide.ts:2:1|tide\.ts:2:1 Tide tides.*tide\.ts:2:1/s);
  const field = owner.getByRole("textbox", { name: "Search in the terminal" });
  await owner.locator("[data-slot=terminal-screen]").click({ button: "right", position: { x: 300, y: 200 } });
  await owner.getByRole("menuitem", { name: "Search" }).click();
  await expect(owner.getByRole("menu")).toBeHidden();
  await expect(field).toBeFocused();
  await owner.keyboard.press("Escape");
  await expect(field).toBeHidden();
  await owner.keyboard.press("Control+Shift+KeyF");
  await expect(field).toBeFocused();
  const found = owner.getByRole("search").getByRole("status");
  await field.fill("tide");
  await expect(found).toHaveText(/of 6/);
  await field.press("Alt+w");
  await expect(found).toHaveText(/of 4/);
  await field.press("Alt+c");
  await expect(found).toHaveText(/of 2/);
  await field.press("Alt+r");
  await field.fill("T[a-z]de\\b");
  await expect(found).toHaveText(/of 2/);
  await field.fill("T[");
  await expect(found).toHaveText("No pattern to look for");
  await field.press("Escape");
  await expect(field).toBeHidden();

  // A bell that somebody heard marks nothing once they have gone elsewhere.
  await owner.keyboard.type("printf '\\a'; echo ra''ng\n");
  await expect(screenOf(owner)).toContainText("rang");
  await owner.keyboard.press("Control+Shift+Backquote");
  await expect(tabsOf(owner).getByRole("button", { name: "main-2", exact: true })).toBeVisible();
  await expect(tabsOf(owner).getByRole("button", { name: "main", exact: true })).toBeVisible();
  await owner.keyboard.press("Alt+PageUp");
  // The bell waits for the other tab's shell, so that it cannot ring before that tab is shown.
  await owner.keyboard.type("until [ -e ../ring ]; do sleep 0.1; done; printf '\\a'\n");
  await owner.keyboard.press("Alt+PageDown");
  await expect(screenOf(owner, "main-2")).toContainText(/[#$]/);
  await owner.keyboard.type("touch ring\n");
  await expect(tabsOf(owner).getByRole("button", { name: /Its bell rang.*main/ })).toBeVisible();
  await owner.keyboard.press("Alt+PageUp");
  await expect(tabsOf(owner).getByRole("button", { name: "main", exact: true })).toBeVisible();

  await owner.keyboard.type("clear; echo tide.ts:2:1\n");
  const place = await owner.locator("[data-slot=terminal-screen]").boundingBox();
  const x = (place?.x ?? 0) + 40;
  const y = (place?.y ?? 0) + 18;
  await expect(async () => {
    await owner.mouse.move(x + 200, y + 200);
    await owner.mouse.move(x, y);
    await expect(owner.getByTitle("Ctrl + click opens it")).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });
  await owner.keyboard.down("Control");
  await owner.mouse.click(x, y);
  await owner.keyboard.up("Control");
  await expect(owner).toHaveURL(/\/files\?path=lib%2Ftide\.ts&line=2/);
});

test("selecting copies, several lines are asked about before they run, zoom keys change the font, and a lost graphics card changes nothing", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, { name: "clipboard", source: empty });
  await owner.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await visitShell(owner, projectId);
  const clipboard = () => owner.evaluate(() => navigator.clipboard.readText());
  await owner.keyboard.type("clear; echo harbour-mas''ter\n");
  await expect(screenOf(owner)).toContainText("harbour-master");
  const place = await owner.locator("[data-slot=terminal-screen]").boundingBox();
  await expect(async () => {
    await owner.mouse.dblclick((place?.x ?? 0) + 40, (place?.y ?? 0) + 18);
    expect(await clipboard()).toMatch(/harbour|master/);
  }).toPass();

  // A key pressed as the menu goes belongs to the terminal already.
  await owner.locator("[data-slot=terminal-screen]").click({ button: "right", position: { x: 300, y: 200 } });
  await expect(owner.getByRole("menu")).toBeVisible();
  const hasKeys = owner.evaluate(
    () =>
      new Promise((resolve) => {
        const watching = new MutationObserver(() => {
          if (document.querySelector("[role=menu]")) return;
          watching.disconnect();
          resolve(document.activeElement?.matches(".xterm-helper-textarea"));
        });
        watching.observe(document.body, { childList: true, subtree: true });
      }),
  );
  await owner.getByRole("menuitem", { name: "Select all" }).click();
  expect(await hasKeys).toBe(true);

  // `cat` asks for no bracketed paste; the shell has taken its own wish back before anything it runs prints.
  await owner.keyboard.type("echo wai''ting; cat\n");
  await expect(screenOf(owner)).toContainText("waiting");
  await owner.evaluate(() => navigator.clipboard.writeText("first\nsecond\n"));
  await owner.keyboard.press("Control+Shift+KeyV");
  const dialog = owner.getByRole("dialog", { name: "Paste 2 lines?" });
  await expect(dialog).toContainText("second");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Paste as one line" }).click();
  await expect(screenOf(owner)).toContainText("first second");
  await owner.keyboard.press("Control+C");

  const rowHeightPx = () =>
    screenOf(owner)
      .getByRole("listitem")
      .first()
      .evaluate((row) => row.getBoundingClientRect().height);
  const before = await rowHeightPx();
  await owner.keyboard.press("Control+=");
  await owner.keyboard.press("Control+=");
  await expect
    .poll(() =>
      owner.evaluate(() => JSON.parse(localStorage.getItem("lockkeeper-terminal") ?? "{}").fontSizePx),
    )
    .toBe(15);
  await expect.poll(rowHeightPx).toBeGreaterThan(before);
  await owner.keyboard.press("Control+0");
  await expect.poll(rowHeightPx).toBe(before);

  await owner.evaluate(() => {
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>(".xterm-screen canvas"))
      canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  });
  await owner.keyboard.type("echo still-dra''wn\n");
  await expect(screenOf(owner)).toContainText("still-drawn");
  await expect(owner.locator(".xterm-rows")).toContainText("still-drawn", { timeout: 20_000 });
});

test("two people see each other, and the size is that of who typed last until the other takes it", async ({
  owner,
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, { name: "together", source: empty });
  const other = await signedIn(browser, lockkeeper, { name: "Milan Kovac", role: "admin" });
  await visitShell(owner, projectId);
  await owner.keyboard.type("true\n");
  await other.setViewportSize({ width: 900, height: 600 });
  await visitShell(other, projectId);
  await expect(owner.locator("footer")).toContainText("Also here: Milan Kovac");
  await expect(other.locator("footer")).toContainText("Also here: Olivia Owner");
  const notice = (page: Page) => page.locator("[data-slot=terminal-pane]").getByText(/typed last: size/);
  await expect(notice(other)).toHaveText(/^Olivia Owner typed last/);
  await other.getByRole("button", { name: "Use mine" }).click();
  await expect(notice(other)).toBeHidden();
  await expect(notice(owner)).toHaveText(/^Milan Kovac typed last/);
  await expectAccessible(owner);
  await owner.keyboard.type("echo mine-ag''ain\n");
  await expect(notice(owner)).toBeHidden();
  await expect(screenOf(other)).toContainText("mine-again");
  await other.context().close();
  await expect(owner.locator("footer")).not.toContainText("Also here");
});

test("in a real browser, over twenty cuts of the network, every number is on the screen exactly once", async ({
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, { name: "cutting", source: empty });
  const proxy = await startCuttingProxy(lockkeeper.url);
  const context = await browser.newContext({
    baseURL: proxy.url,
    storageState: ownerSession.state,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  let dials = 0;
  page.on("websocket", () => {
    dials += 1;
  });
  await visitShell(page, projectId);
  await page.keyboard.type(
    "clear; i=0; until [ -e enough ]; do i=$((i+1)); echo n$i; [ $((i%20)) = 0 ] && sleep 0.2; done; echo al''l\n",
  );
  for (let cut = 0; cut < 20; cut += 1) {
    const before = dials;
    proxy.cutAfter(200 + cut * 37);
    // A new socket tells of the cut; the pane itself may be live again before anybody could look.
    await expect.poll(() => dials, { timeout: 30_000 }).toBeGreaterThan(before);
    await expect(livePanes(page)).toHaveCount(1, { timeout: 30_000 });
  }
  await writeFile(join(await workspaceFolder(lockkeeper, ownerSession, projectId), "enough"), "");
  await expect(screenOf(page)).toContainText(/n\d+all/, { timeout: 60_000 });
  await page.locator("[data-slot=terminal-screen]").click({ button: "right", position: { x: 300, y: 200 } });
  await page.getByRole("menuitem", { name: "Select all" }).click();
  await page.keyboard.press("Control+Shift+KeyC");
  const copied = async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    return [...text.matchAll(/^n(\d+)$/gm)].map(([, number]) => Number(number));
  };
  await expect.poll(async () => (await copied()).length).toBeGreaterThan(100);
  const numbers = await copied();
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
  await context.close();
  await proxy.close();
});
