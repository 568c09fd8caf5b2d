import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// Debian's Chromium where it is installed, else the one of `npx playwright install chromium`.
const systemChromium = "/usr/bin/chromium";

export default defineConfig({
  testDir: "e2e/journeys",
  outputDir: "test-results/journeys",
  // Each worker runs a whole Lockkeeper: a database, a server, workspaces, a browser.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    // Below the test's own limit, so that a failure names what was waited for.
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    // One of every journey would cost half their time again; for one that fails: `npx playwright test --trace on`.
    trace: "off",
    screenshot: "only-on-failure",
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      ...(existsSync(systemChromium) ? { executablePath: systemChromium } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
