import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// The stack is started outside (scripts/test.mjs, or a running `npm run demo`): its state file says where it is.
const home = process.env.FIREBREAK_HOME ?? ".firebreak";
const stateFile = `${home}/demo/state.json`;
const state = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : null;
const chromium = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (file) => file !== undefined && existsSync(file),
);

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: ".firebreak/test/playwright",
  // One stack and one shop: stories that break it must not run at once.
  workers: 1,
  fullyParallel: false,
  // Real servers on a busy two-core machine: one more attempt, and the list reporter names the story as flaky.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    baseURL: state?.url,
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { args: ["--no-sandbox"], ...(chromium === undefined ? {} : { executablePath: chromium }) },
  },
});
