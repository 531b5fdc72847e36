import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { waitForLock } from "../../lib/adapters/postgres/process-lock.mjs";
import { lastLines, run } from "./command.mjs";
import { holdBuild, MARKER, pruneBuilds } from "./kept-builds.mjs";
import { buildRoot, rootDir } from "./layout.mjs";
import { writeEnvTypes } from "./npm-packages.mjs";
import { SetupError, say, step } from "./progress.mjs";

const APP_SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema.prisma",
  "proxy.ts",
  "instrumentation.ts",
  "tsconfig.json",
];
const APP_SETTINGS = ["next.config.mjs", "next.config.ts", "postcss.config.mjs", "package.json", "package-lock.json"];

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && name !== "generated" && !name.startsWith("."))
    .flatMap(({ name }) => filesBelow(join(path, name)))
    .sort();
}

/** One digest over names and contents; tests do not count, since they are in no build. */
function digestOf(paths, extra) {
  const hash = createHash("sha256").update(extra);
  for (const file of paths.flatMap((path) => filesBelow(join(rootDir, path)))) {
    if (/[._](test|fixture)\.(tsx?|go)$/.test(file)) continue;
    hash.update(`\0${relative(rootDir, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Builds the web application when its sources have no build yet. Answers the folder for Next's `distDir`, relative to the root, or null without an `app/` folder. */
export async function buildApp() {
  if (!existsSync(join(rootDir, "app"))) return null;
  // Next writes absolute paths into its output, so a moved checkout needs its own.
  const name = `app-${digestOf([...APP_SOURCES, ...APP_SETTINGS], `${rootDir} ${process.version}`)}`;
  await once(name, () =>
    step("Building the web application", async () => {
      const next = join(rootDir, "node_modules", "next", "dist", "bin", "next");
      writeFileSync(join(buildRoot, "tsconfig.json"), JSON.stringify({ extends: "../../tsconfig.json" }));
      const settings = {
        FIREBREAK_DIST: `.firebreak/build/${name}`,
        FIREBREAK_TSCONFIG: ".firebreak/build/tsconfig.json",
        NEXT_TELEMETRY_DISABLED: "1",
      };
      const env = { ...process.env, NODE_ENV: "production", ...settings };
      const { code, output } = await run(process.execPath, [next, "build"], { cwd: rootDir, env });
      writeEnvTypes();
      if (code !== 0) throw new SetupError(`next build failed:\n${lastLines(output, 40)}`);
    }),
  );
  pruneBuilds(buildRoot, "app-");
  return `.firebreak/build/${name}`;
}

/** Builds the demo shop, one Go program. Answers its path, or null when there is no source. */
export async function buildShop(go) {
  const source = join(rootDir, "demo", "shop");
  if (!existsSync(join(source, "go.mod"))) return null;
  const name = `shop-${digestOf(["demo/shop"], `${process.platform} ${process.arch}`)}`;
  const binary = join(buildRoot, name, "shop");
  await once(name, () =>
    step("Building the demo shop", async () => {
      // Without GOFLAGS and a work file of its user: the build must not depend on them. GOTOOLCHAIN: never download another Go.
      const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off", GOTOOLCHAIN: "local" };
      if (!env.HOME && !env.GOCACHE) env.GOCACHE = join(buildRoot, "go-cache");
      const { code, output } = await run(go, ["build", "-buildvcs=false", "-trimpath", "-o", binary, "."], {
        cwd: source,
        env,
      });
      if (code !== 0) throw new SetupError(`go build failed (Go 1.19 or newer is needed):\n${lastLines(output)}`);
    }),
  );
  pruneBuilds(buildRoot, "shop-");
  return binary;
}

/** A build is whole when its marker is there; what a killed build left behind is built again. */
async function once(name, build) {
  const folder = join(buildRoot, name);
  const marker = join(folder, MARKER);
  if (!existsSync(marker)) {
    const lock = await waitForLock(join(buildRoot, "build.lock"), {
      onWait: (holder) => say(`Waiting for process ${holder?.pid ?? "?"}, which builds here`),
    });
    try {
      if (!existsSync(marker)) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        await build();
        writeFileSync(marker, "");
      }
    } finally {
      lock.release();
    }
  }
  holdBuild(folder);
}
