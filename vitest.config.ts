import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = [
  { find: /^@\//, replacement: at("./") },
  { find: "server-only", replacement: at("./server/empty.ts") },
];
const outside = [...configDefaults.exclude, ".firebreak/**", "e2e/**"];

// A zone with a 45 minute offset shows every place that uses the local clock by mistake.
const env = { TZ: "Asia/Kathmandu" };
// Properties over long incidents take a while on a busy machine.
const testTimeout = 30_000;

export default defineConfig({
  test: {
    // Vitest leaves one core free; on two, half of them would wait.
    maxWorkers: Math.max(2, availableParallelism()),
    experimental: { fsModuleCache: true, fsModuleCachePath: at(".firebreak/vitest") },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.{ts,mjs}"],
          exclude: [...outside, "**/*.it.test.ts"],
          // No module is replaced here, so files can share a process: a start of half a second less for each.
          isolate: false,
          testTimeout,
          env,
        },
      },
      {
        // Next's own parts are replaced here, not file by file, so that these share processes too.
        resolve: {
          alias: [
            ...alias,
            { find: "next/navigation", replacement: at("./components/testing/next-navigation.ts") },
            { find: "next/dynamic", replacement: at("./components/testing/next-dynamic.ts") },
          ],
        },
        test: {
          name: "screen",
          include: ["**/*.test.tsx"],
          exclude: outside,
          setupFiles: ["components/testing/settle.ts"],
          isolate: false,
          testTimeout,
          env,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "it",
          include: ["**/*.it.test.ts"],
          exclude: outside,
          globalSetup: ["lib/adapters/postgres/testing-server.ts"],
          maxWorkers: 2,
          testTimeout,
          hookTimeout: 60_000,
          env,
        },
      },
    ],
  },
});
