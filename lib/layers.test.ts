import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = process.cwd();

/** Layer of a path = the first prefix that matches. Order matters: the most specific comes first. */
const LAYERS = [
  ["lib/domain/", "domain"],
  ["lib/contracts/", "contracts"],
  ["lib/usecases/", "usecases"],
  ["lib/queries/", "queries"],
  ["lib/adapters/", "adapters"],
  ["lib/jobs/", "jobs"],
  ["lib/settings/", "settings"],
  ["lib/i18n/", "i18n"],
  ["lib/ports.ts", "ports"],
  ["lib/ports/", "ports"],
  ["lib/errors.ts", "errors"],
  ["lib/env.ts", "env"],
  ["lib/auth.ts", "auth"],
  ["lib/wiring.ts", "wiring"],
  ["components/", "components"],
  ["app/", "app"],
  ["server/", "server"],
  ["scripts/", "scripts"],
  ["demo/", "demo"],
  ["e2e/", "e2e"],
] as const;
type Layer = (typeof LAYERS)[number][1];

/** An allow-list: what is not named is forbidden. Packages are listed per layer under PACKAGES. */
const MAY_IMPORT: Readonly<Record<Layer, readonly Layer[]>> = {
  domain: ["domain"],
  ports: ["ports", "domain"],
  errors: [],
  contracts: ["contracts", "domain"],
  settings: ["settings", "domain", "contracts"],
  usecases: ["domain", "ports", "contracts", "errors"],
  queries: ["queries", "domain", "ports", "contracts", "errors"],
  jobs: ["jobs", "usecases", "ports", "errors", "domain"],
  adapters: ["adapters", "domain", "ports", "contracts", "errors", "settings"],
  env: ["errors"],
  wiring: ["adapters", "env", "jobs", "queries", "ports", "domain", "settings", "errors"],
  auth: ["wiring", "env", "ports", "domain", "errors"],
  i18n: ["i18n"],
  components: ["components", "domain", "contracts", "i18n"],
  app: ["app", "components", "usecases", "queries", "auth", "wiring", "contracts", "errors", "domain", "i18n", "ports"],
  server: ["server", "usecases", "queries", "auth", "wiring", "contracts", "errors", "domain", "ports", "env", "jobs"],
  scripts: [
    "scripts",
    "demo",
    "domain",
    "ports",
    "errors",
    "contracts",
    "settings",
    "usecases",
    "queries",
    "jobs",
    "adapters",
    "env",
    "auth",
    "wiring",
    "i18n",
    "server",
    "components",
  ],
  demo: [
    "demo",
    "domain",
    "ports",
    "errors",
    "contracts",
    "settings",
    "usecases",
    "queries",
    "jobs",
    "adapters",
    "env",
    "wiring",
    "i18n",
  ],
  e2e: ["e2e", "domain", "contracts", "errors", "demo", "scripts", "i18n"],
};

const PACKAGES: Readonly<Partial<Record<Layer, readonly RegExp[]>>> = {
  domain: [],
  ports: [],
  errors: [],
  contracts: [/^zod(\/mini)?$/],
  usecases: [/^node:crypto$/],
  queries: [/^node:crypto$/],
};

/** Proof types are cast into being in one file only. */
const MINTED_IN: Readonly<Record<string, string>> = {
  Caller: "lib/auth.ts",
  RollbackPlan: "lib/domain/rollback.ts",
};

/** Reads of process.env outside these are a second configuration. */
const ENV_READERS = ["lib/env.ts", "next.config.mjs", "prisma.config.ts"];

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /generated|node_modules/.test(entry.name) ? [] : filesUnder(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const FOLDERS = ["lib", "components", "app", "server", "scripts", "demo", "e2e"].filter((folder) => {
  try {
    return statSync(join(ROOT, folder)).isDirectory();
  } catch {
    return false;
  }
});
const SOURCES = FOLDERS.flatMap(filesUnder).map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
const PRODUCT = SOURCES.filter(({ path }) => !/\.test\.tsx?$|\/testing\//.test(path));

function layerOf(path: string): Layer | null {
  return LAYERS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? null;
}

function importsOf(text: string): string[] {
  const found = [...text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|\brequire\(\s*)["']([^"'\n]+)["']/g)];
  return found.map((match) => match[1] ?? "");
}

/** Path inside the repository, or null for a package. */
function resolved(from: string, specifier: string): string | null {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (!specifier.startsWith(".")) return null;
  return normalize(join(dirname(from), specifier))
    .split(sep)
    .join("/");
}

describe("layers", () => {
  it("let imports point down only", () => {
    const wrong = PRODUCT.flatMap(({ path, text }) => {
      const layer = layerOf(path);
      if (layer === null) return [];
      return importsOf(text).flatMap((specifier) => {
        const target = resolved(path, specifier);
        if (target === null) {
          const allowed = PACKAGES[layer];
          return allowed && !allowed.some((pattern) => pattern.test(specifier))
            ? [`${path}: package ${specifier}`]
            : [];
        }
        const targetLayer =
          layerOf(target.endsWith(".ts") || target.includes(".") ? target : `${target}.ts`) ?? layerOf(`${target}/`);
        return targetLayer !== null && !MAY_IMPORT[layer].includes(targetLayer) ? [`${path}: ${specifier}`] : [];
      });
    });
    expect(wrong).toEqual([]);
  });

  it("keep adapters and use cases from importing each other", () => {
    const wrong = PRODUCT.flatMap(({ path, text }) => {
      const own = /^lib\/(adapters\/[^/]+)\//.exec(path)?.[1];
      return importsOf(text).flatMap((specifier) => {
        const target = resolved(path, specifier);
        const other = target === null ? null : /^lib\/(adapters\/[^/]+)\//.exec(target)?.[1];
        if (own && other && own !== other) return [`${path}: ${specifier}`];
        if (path.startsWith("lib/usecases/") && target?.startsWith("lib/usecases/")) return [`${path}: ${specifier}`];
        return [];
      });
    });
    expect(wrong).toEqual([]);
  });

  it("mint proof types in one file each", () => {
    const wrong = PRODUCT.flatMap(({ path, text }) =>
      Object.entries(MINTED_IN).flatMap(([type, home]) =>
        path !== home && new RegExp(`\\bas (unknown as )?${type}\\b`).test(text) ? [`${path}: as ${type}`] : [],
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("keep clocks, randomness and the process out of the domain", () => {
    const wrong = PRODUCT.filter(({ path }) => path.startsWith("lib/domain/")).flatMap(({ path, text }) =>
      /Date\.now\(|Math\.random\(|new Date\(\)|\bprocess\.|\bsetTimeout\(|\bfetch\(/.test(text) ? [path] : [],
    );
    expect(wrong).toEqual([]);
  });

  it("read process.env in one file", () => {
    const wrong = PRODUCT.filter(
      ({ path }) =>
        path.startsWith("lib/") ||
        path.startsWith("app/") ||
        path.startsWith("components/") ||
        path.startsWith("server/"),
    )
      .filter(({ path, text }) => !ENV_READERS.includes(path) && /process\.env(\.(?!PATH\b)|\[)/.test(text))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  /** Everything that a file brings to the browser with it, itself included. */
  const broughtBy = (start: string): readonly string[] => {
    const seen = new Set<string>();
    const queue = [start];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const text = textOf.get(path) ?? "";
      // A "use server" file reaches the browser only as references.
      if (path !== start && /^["']use server["']/m.test(text)) continue;
      for (const specifier of importsOf(valueImportsOf(text))) {
        const target = resolved(path, specifier);
        const file = target === null ? null : fileOf(target);
        if (file) queue.push(file);
      }
    }
    return [...seen];
  };
  const textOf = new Map(PRODUCT.map(({ path, text }) => [path, text]));
  const fileOf = (target: string): string | null =>
    [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`].find((candidate) => textOf.has(candidate)) ?? null;
  const valueImportsOf = (text: string) => text.replace(/import type [^;]+;/g, "");
  const clients = PRODUCT.filter(({ text }) => /^["']use client["']/m.test(text)).map(({ path }) => path);

  it("keep secrets from the browser: no client file reaches wiring, env, auth or an adapter", () => {
    const isSecret = (path: string) => /^lib\/(wiring|env|auth)\.ts$|^lib\/adapters\//.test(path);
    const wrong = clients.flatMap((path) =>
      broughtBy(path)
        .filter(isSecret)
        .map((secret) => `${path} reaches ${secret}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keep the browser light: what reaches it parses with zod/mini, a quarter of zod's size", () => {
    const brought = new Set(clients.flatMap(broughtBy));
    const wrong = [...brought].filter((path) => importsOf(valueImportsOf(textOf.get(path) ?? "")).includes("zod"));
    expect(wrong).toEqual([]);
  });

  it("use no file name that says nothing", () => {
    const wrong = PRODUCT.map(({ path }) => path).filter((path) =>
      /(^|\/)(utils?|helpers?|common|misc|types)\.tsx?$|(^|\/)(utils|helpers|common|misc)\//.test(path),
    );
    expect(wrong.map((path) => relative(".", path))).toEqual([]);
  });
});
