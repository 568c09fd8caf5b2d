import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// A home without start files: nothing of the machine's own shell and git configuration steers or slows the tests.
const home = join(tmpdir(), "lockkeeper-tests-home");
mkdirSync(home, { recursive: true });

// As root the tests' own repositories are root's, and so are the workspaces that push to them; what a workspace's own
// user may and may not do is promised in unprivileged.test.ts.
const asRoot = process.getuid?.() === 0 ? { LOCKKEEPER_WORKSPACE_USER: "root" } : {};

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", ".next/**", "dist/**", ".lockkeeper/**"],
    globalSetup: "scripts/vitest-global-setup.ts",
    // Generous, as every wait inside of the tests has a deadline of its own: on a busy machine programs start slowly.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // The tests start databases, servers and agents of their own; more at once would only wait for each other.
    maxWorkers: 2,
    pool: "forks",
    env: { HOME: home, ...asRoot },
  },
});
