import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = [
  { find: /^@\//, replacement: at("./") },
  { find: "server-only", replacement: at("./server/empty.ts") },
];
const outside = [...configDefaults.exclude, ".firebreak/**", "e2e/**"];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx,mjs}"],
          exclude: [...outside, "**/*.it.test.ts"],
          // Properties over long incidents take a while on a busy machine.
          testTimeout: 30_000,
          // A zone with a 45 minute offset shows every place that uses the local clock by mistake.
          env: { TZ: "Asia/Kathmandu" },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "it",
          include: ["**/*.it.test.ts"],
          exclude: outside,
          env: { TZ: "Asia/Kathmandu" },
          globalSetup: ["lib/adapters/postgres/testing-server.ts"],
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
