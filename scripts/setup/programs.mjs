import { readFileSync } from "node:fs";
import { installWithApt, isAptMachine } from "./apt.mjs";
import { findProgram, run } from "./command.mjs";
import { SetupError } from "./progress.mjs";

/**
 * What Firebreak's demo and tests need besides npm packages. `image`: the container used instead where a Docker engine
 * answers (host network, so on Linux only; a container elsewhere could not scrape the demo's processes).
 */
export const PROGRAMS = {
  prometheus: {
    names: ["prometheus"],
    apt: ["prometheus"],
    brew: "prometheus",
    image: "prom/prometheus:v2.53.5",
    url: "https://prometheus.io/download/#prometheus",
  },
  alertmanager: {
    names: ["prometheus-alertmanager", "alertmanager"],
    apt: ["prometheus-alertmanager"],
    image: "prom/alertmanager:v0.27.0",
    url: "https://prometheus.io/download/#alertmanager",
  },
  etcd: {
    names: ["etcd"],
    apt: ["etcd-server", "etcd-client"],
    brew: "etcd",
    image: "gcr.io/etcd-development/etcd:v3.5.21",
    url: "https://github.com/etcd-io/etcd/releases",
  },
  go: { names: ["go"], apt: ["golang-go"], brew: "go", dnf: "golang", url: "https://go.dev/dl/" },
  chromium: {
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    apt: ["chromium"],
    dnf: "chromium",
    url: "run: npx playwright install --with-deps chromium",
  },
};

const osRelease = () => {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return ""; // not a Linux distribution that says its name
  }
};

/** On Ubuntu the chromium package is only a pointer to a snap, so Playwright's own download is used there. */
const usesPlaywrightChromium = () => /^ID=ubuntu$/m.test(osRelease());

async function isMissing(name) {
  if (name === "chromium" && process.env.CHROMIUM_PATH) return false;
  if (name === "chromium" && usesPlaywrightChromium() && !findProgram("google-chrome"))
    return !(await playwrightChromium());
  return findProgram(...PROGRAMS[name].names) === null;
}

async function playwrightChromium() {
  const script = `import("playwright-core").then(({ chromium: c }) => process.exit(require("fs").existsSync(c.executablePath()) ? 0 : 1))`;
  return (await run(process.execPath, ["-e", script])).code === 0;
}

/** One line for a person: what is missing and how to get it on this machine. */
export function hint(name, { platform = process.platform, release = osRelease() } = {}) {
  const { apt, brew, dnf, url } = PROGRAMS[name];
  const ways = [];
  if (platform === "darwin" && brew) ways.push(`brew install ${brew}`);
  if (/^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release)) ways.push(`sudo apt-get install -y ${apt.join(" ")}`);
  if (/^ID(_LIKE)?=.*(fedora|rhel)/m.test(release) && dnf) ways.push(`sudo dnf install -y ${dnf}`);
  return `${name} is missing: ${[...ways, url].join("  or  ")}`;
}

/**
 * Sees to it that each named program can be run and answers how: `{ kind: "binary", file }` or `{ kind: "image", image, docker }`.
 * As root on Debian or Ubuntu it installs what is missing. Otherwise it fails with one line per missing thing.
 */
export async function ensurePrograms(names) {
  const missing = [];
  for (const name of names) if (await isMissing(name)) missing.push(name);
  const docker = missing.some((name) => PROGRAMS[name].image) ? await dockerEngine() : null;
  const withoutImage = missing.filter((name) => docker === null || !PROGRAMS[name].image);
  if (withoutImage.length > 0 && isAptMachine()) {
    const wanted = withoutImage.filter((name) => !(name === "chromium" && usesPlaywrightChromium()));
    await installWithApt(wanted.flatMap((name) => PROGRAMS[name].apt));
    if (withoutImage.includes("chromium") && usesPlaywrightChromium()) {
      await run(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "--with-deps", "chromium"]);
    }
  }
  const still = [];
  for (const name of withoutImage) if (await isMissing(name)) still.push(name);
  if (still.length > 0) throw new SetupError(still.map((name) => hint(name)).join("\n"), 2);
  return Object.fromEntries(names.map((name) => [name, howToRun(name, docker)]));
}

function howToRun(name, docker) {
  const file = findProgram(...PROGRAMS[name].names);
  if (file !== null) return { kind: "binary", file };
  if (docker !== null && PROGRAMS[name].image) return { kind: "image", image: PROGRAMS[name].image, docker };
  return { kind: "binary", file: name };
}

async function dockerEngine() {
  if (process.platform !== "linux") return null;
  const docker = findProgram("docker");
  if (docker === null) return null;
  const { code, stdout } = await run(docker, ["info", "--format", "{{.ServerVersion}}"], { timeoutMs: 3000 });
  return code === 0 && /^\d/.test(stdout.trim()) ? docker : null;
}
