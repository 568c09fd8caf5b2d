import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["lib/**/*.test.ts", "workspaced/**/*.test.ts", "scripts/**/*.test.ts", "cli/**/*.test.ts"],
    globalSetup: "scripts/vitest-global-setup.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: "forks",
  },
});
