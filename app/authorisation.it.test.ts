import { AsyncLocalStorage } from "node:async_hooks";
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { authenticateRequest, requireCapability } from "@/lib/auth";
import type { Capability } from "@/lib/domain/permissions";
import { declareIncident } from "@/lib/usecases/declare-incident";
import { useApp as installApp } from "@/lib/wiring";
import { appFiles, callRoute, importFile, pathOf, routesOnDisk, serverPathsOnDisk } from "./testing/route-files";
import { startTestApp, type TestApp } from "./testing/test-app";
import { type Verdict, verdictFor, verdictOf, WALKERS, type Walker, walkersOf } from "./testing/walkers";

// Everything that can be asked for, and what it needs. The lists of files come from the disk: a new page, action, route or
// server path without a row here fails, and so does a row without its file.

type Needs = Capability | "public";

const ROUTES: Readonly<Record<string, Needs | "next-auth">> = {
  "GET /api/auth/{...nextauth}": "next-auth",
  "POST /api/auth/{...nextauth}": "next-auth",
  "GET /api/board": "read",
  "GET /api/board/signals": "read",
  "GET /api/health": "public",
  "GET /api/incidents": "read",
  "POST /api/incidents": "command",
  "GET /api/incidents.csv": "read",
  "POST /api/incidents/import": "command",
  "POST /api/incidents/test": "command",
  "GET /api/incidents/{id}": "read",
  "POST /api/incidents/{id}/acknowledge": "command",
  "GET /api/incidents/{id}/alerts": "read",
  "POST /api/incidents/{id}/alerts/acknowledge": "command",
  "POST /api/incidents/{id}/alerts/end": "command",
  "POST /api/incidents/{id}/corrections": "command",
  "GET /api/incidents/{id}/breakers": "read",
  "GET /api/incidents/{id}/events": "read",
  "GET /api/incidents/{id}/hypotheses": "read",
  "POST /api/incidents/{id}/hypotheses/judge": "command",
  "GET /api/incidents/{id}/logs": "read",
  "POST /api/incidents/{id}/impact": "command",
  "GET /api/incidents/{id}/map": "read",
  "GET /api/incidents/{id}/mitigations": "read",
  "POST /api/incidents/{id}/mitigations": "plan_mitigation",
  "POST /api/incidents/{id}/links": "command",
  "POST /api/incidents/{id}/merge": "command",
  "POST /api/incidents/{id}/notes": "command",
  "POST /api/incidents/{id}/notes/{seq}": "command",
  "POST /api/incidents/{id}/pins": "command",
  "POST /api/incidents/{id}/split": "command",
  "POST /api/incidents/{id}/tasks": "command",
  "POST /api/incidents/{id}/tasks/{taskId}": "command",
  "POST /api/incidents/{id}/unlink": "command",
  "POST /api/incidents/{id}/resolve": "command",
  "POST /api/incidents/{id}/roles": "command",
  "POST /api/incidents/{id}/severity": "command",
  "GET /api/incidents/{id}/postmortem": "read",
  "PUT /api/incidents/{id}/postmortem": "command",
  "GET /api/incidents/{id}/postmortem.md": "read",
  "GET /api/incidents/{id}/postmortem.pdf": "read",
  "GET /api/incidents/{id}/routes.json": "read",
  "GET /api/incidents/{id}/routes.svg": "read",
  "GET /api/incidents/{id}/snapshots": "read",
  "POST /api/incidents/{id}/snapshots": "command",
  "POST /api/incidents/{id}/status-updates": "command",
  "GET /api/incidents/{id}/timeline": "read",
  "GET /api/incidents/{id}/traces": "read",
  "GET /api/incidents/{id}/traces/compare": "read",
  "POST /api/loadtests": "command",
  "GET /api/mitigations/{id}": "read",
  "POST /api/mitigations/{id}/approve": "approve_mitigation",
  "POST /api/mitigations/{id}/settle": "approve_mitigation",
  "GET /api/openapi.json": "read",
  "GET /api/ready": "public",
  "GET /api/reports/mttx": "report",
  "GET /api/reports/mttx.csv": "report",
  "GET /api/reports/rollbacks.csv": "report",
  "GET /api/reports/slo": "report",
  "GET /api/snapshots/{id}": "read",
  "GET /api/traces/{traceId}": "read",
  "GET /api/traces/{traceId}/sequence.mmd": "read",
  "POST /api/webhooks/change": "ingest_change",
  "GET /metrics": "read_own_metrics",
};

const PAGES: Readonly<Record<string, Needs>> = {
  "/": "read",
  "/incidents/{id}": "read",
  "/incidents/{id}/postmortem": "read",
  "/reports": "report",
  "/sign-in": "public",
  "/traces/{traceId}": "read",
};

/** Server actions by file and export, with arguments that a browser would send. `{id}` = an incident that is there. */
const ACTIONS: Readonly<Record<string, { readonly needs: Needs; readonly input: unknown }>> = {
  "app/incidents/[id]/actions.ts#tick": { needs: "read", input: { incidentId: "{id}", rangeMin: 5 } },
};

const SERVER_PATHS: Readonly<Record<string, { readonly needs: Needs; readonly body?: unknown }>> = {
  "POST /api/webhooks/alertmanager": { needs: "ingest_alerts", body: { version: "4", alerts: [] } },
  "POST /api/webhooks/heartbeat/{name}": { needs: "ingest_alerts" },
  "GET /api/live": { needs: "read" },
  "GET /api/incidents/{id}/live": { needs: "read" },
};

class Redirected extends Error {}
class Forbade extends Error {}
class Missing extends Error {}
const request = vi.hoisted(() => ({ headers: new Headers() }));

vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({ get: () => undefined, getAll: () => [] }),
}));
vi.mock("next/navigation", async (original) => ({
  ...(await original<object>()),
  redirect: (path: string) => {
    throw new Redirected(path);
  },
  forbidden: () => {
    throw new Forbade();
  },
  notFound: () => {
    throw new Missing();
  },
}));
vi.mock("next-intl/server", () => {
  const translate = Object.assign((key: string) => key, { rich: (key: string) => key, has: () => true, raw: () => "" });
  return {
    getTranslations: async () => translate,
    getLocale: async () => "en",
    getTimeZone: async () => "UTC",
    getMessages: async () => ({}),
    getNow: async () => new Date(),
    getFormatter: async () => ({ dateTime: String, number: String, relativeTime: String, list: String }),
  };
});

const routes = await routesOnDisk();
let test: TestApp;
let walkers: ReadonlyMap<Walker, Readonly<Record<string, string>>>;
let incidentId: string;
beforeAll(async () => {
  test = await startTestApp();
  const store = new Proxy(test.app.store, {
    get(target, name, receiver) {
      const seen = watch.getStore();
      if (seen) seen.touches += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  installApp(Promise.resolve({ ...test.app, store }));
  walkers = await walkersOf(test);
  const caller = requireCapability(await authenticateRequest(new Headers(walkers.get("admin"))), "command");
  const place = { service: "order", environment: "default", team: "default", severity: "SEV-2" } as const;
  const row = await declareIncident(test.app, { caller, title: "A title that nobody may leak", ...place });
  incidentId = row.incident.id;
});
afterAll(() => test.close());

const expected = (needs: Needs): Record<string, Verdict> =>
  Object.fromEntries(WALKERS.map((walker) => [walker, verdictFor(walker, needs)]));

async function walked(ask: (headers: Readonly<Record<string, string>>) => Promise<Verdict>) {
  const verdicts: Record<string, Verdict> = {};
  for (const walker of WALKERS) verdicts[walker] = await ask(walkers.get(walker) ?? {});
  return verdicts;
}

/** What was asked of the store on behalf of one walker, however late; work that an earlier one left running is not his. */
const watch = new AsyncLocalStorage<{ touches: number }>();

/** Who is turned away must not have touched the store. */
function withStoreWatched<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly touches: number }> {
  const seen = { touches: 0 };
  return watch.run(seen, async () => ({ result: await run(), touches: seen.touches }));
}

const addressOf = (target: string): string => target.replace("{id}", incidentId).replace("{name}", "watchdog");

describe("routes", () => {
  it("each have a row, and each row a route", () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(ROUTES).sort());
  });

  const guarded = Object.entries(ROUTES).flatMap(([target, needs]) =>
    needs === "next-auth" ? [] : [{ target, needs }],
  );

  it.each(guarded)("$target needs $needs", async ({ target, needs }) => {
    const verdicts = await walked(async (headers) => {
      const body = target.startsWith("GET") ? undefined : {};
      const { result, touches } = await withStoreWatched(() => callRoute(routes, addressOf(target), { headers, body }));
      const verdict = verdictOf(result.status);
      if (verdict !== "allowed") expect(touches).toBe(0);
      return verdict;
    });
    expect(verdicts).toEqual(expected(needs));
  });

  it("would see a read: one of who may read is seen", async () => {
    const headers = walkers.get("viewer") ?? {};
    const { touches } = await withStoreWatched(() =>
      callRoute(routes, addressOf("GET /api/incidents/{id}"), { headers }),
    );
    expect(touches).toBeGreaterThan(0);
  });

  it.each(guarded.filter(({ target, needs }) => !target.startsWith("GET") && needs !== "public"))(
    "$target takes no cookie from another site",
    async ({ target }) => {
      for (const [walker, { cookie, origin }] of walkers) {
        if (cookie === undefined || origin === undefined) continue;
        for (const headers of [{ cookie }, { cookie, origin: "https://evil.example" }]) {
          const response = await callRoute(routes, addressOf(target), { headers, body: {} });
          expect(verdictOf(response.status), walker).not.toBe("allowed");
        }
      }
    },
  );
});

describe("pages", () => {
  const files = appFiles("page.tsx", "page.ts");

  it("each have a row, and each row a page", () => {
    expect(files.map(pathOf).sort()).toEqual(Object.keys(PAGES).sort());
  });

  it.each(files)("%s turns away who may not see it, before it reads anything", async (file) => {
    const module = await importFile(file);
    const needs = PAGES[pathOf(file)] ?? "public";
    const props = {
      params: Promise.resolve({ id: incidentId, traceId: "4bf92f3577b34da6a3ce929d0e0e4736" }),
      searchParams: Promise.resolve({}),
    };
    for (const part of ["default", "generateMetadata"]) {
      const render = module[part];
      if (typeof render !== "function") continue;
      const verdicts = await walked(async (headers) => {
        request.headers = new Headers(headers);
        const { result, touches } = await withStoreWatched(() => outcomeOf(async () => render(props)));
        if (verdictFor(walkerOf(headers), needs) !== "allowed") expect(touches).toBe(0);
        // Metadata may be public as long as it read nothing.
        return part === "generateMetadata" ? verdictFor(walkerOf(headers), needs) : result;
      });
      expect(verdicts, part).toEqual(expected(needs));
    }
  });

  async function outcomeOf(run: () => Promise<unknown>): Promise<Verdict> {
    try {
      await run();
      return "allowed";
    } catch (error) {
      if (error instanceof Redirected) return error.message.startsWith("/sign-in") ? "unauthenticated" : "allowed";
      if (error instanceof Forbade) return "forbidden";
      if (error instanceof Missing) return "allowed";
      throw error;
    }
  }
  const walkerOf = (headers: Readonly<Record<string, string>>): Walker =>
    WALKERS.find((walker) => walkers.get(walker) === headers) ?? "nobody";
});

describe("actions", () => {
  const files = ["app", "components", "lib"].flatMap((folder) =>
    readdirSync(join(process.cwd(), folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  const texts = files.map((file) => ({ file, text: readFileSync(join(process.cwd(), file), "utf8") }));
  const actionFiles = texts.filter(({ text }) => /^["']use server["']/.test(text)).map(({ file }) => file);

  it("each have a row, and each row an action", async () => {
    const exported = await Promise.all(
      actionFiles.map(async (file) => Object.keys(await importFile(file)).map((name) => `${file}#${name}`)),
    );
    expect(exported.flat().sort()).toEqual(Object.keys(ACTIONS).sort());
  });

  it("are declared by whole files only, where this walk finds them", () => {
    const inline = texts.filter(({ text }) => /^\s+["']use server["'];?\s*$/m.test(text)).map(({ file }) => file);
    expect(inline).toEqual([]);
  });

  it.each(Object.entries(ACTIONS).map(([name, row]) => ({ name, ...row })))("$name needs $needs", async (row) => {
    const [file = "", name = ""] = row.name.split("#");
    const action = (await importFile(file))[name];
    if (typeof action !== "function") throw new Error(`${row.name} is no function`);
    const input: unknown = JSON.parse(JSON.stringify(row.input).replaceAll("{id}", incidentId));
    const verdicts = await walked(async (headers) => {
      request.headers = new Headers(headers);
      const { result, touches } = await withStoreWatched(async (): Promise<Verdict> => {
        const answer: unknown = await Promise.resolve(action(input)).catch((error: unknown) => error);
        const code = typeof answer === "object" && answer !== null && "code" in answer ? answer.code : null;
        return code === "unauthenticated" || code === "forbidden" ? code : "allowed";
      });
      if (result !== "allowed") expect(touches).toBe(0);
      return result;
    });
    expect(verdicts).toEqual(expected(row.needs));
  });
});

describe("what the server answers before Next", () => {
  let server: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, ["--import", "tsx", "server/main.ts"], {
      env: {
        ...process.env,
        ...test.environment,
        NODE_ENV: "production",
        PORT: String(port),
        FIREBREAK_NEXT: "off",
        FIREBREAK_WORKER: "off",
        TSX_TSCONFIG_PATH: join(process.cwd(), "tsconfig.node.json"),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    await listening(server);
  });
  afterAll(async () => {
    if (server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  });

  it("each has a row, and each row a path", () => {
    const rows = Object.keys(SERVER_PATHS).map((target) => (target.split(" ")[1] ?? "").replace(/\{\w+\}/g, "{}"));
    expect(serverPathsOnDisk()).toEqual(rows.sort());
  });

  it.each(Object.entries(SERVER_PATHS).map(([target, row]) => ({ target, ...row })))(
    "$target needs $needs",
    async ({ target, needs, body }) => {
      const [method = "GET", path = ""] = addressOf(target).split(" ");
      const verdicts = await walked(async (headers) => {
        const stop = new AbortController();
        const response = await fetch(`${url}${path}`, {
          method,
          headers,
          signal: stop.signal,
          ...(method === "POST" ? { body: JSON.stringify(body ?? {}) } : {}),
        });
        stop.abort();
        expect([200, 202, 401, 403]).toContain(response.status);
        return verdictOf(response.status);
      });
      expect(verdicts).toEqual(expected(needs));
    },
  );
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Waits for the line that says so; fails with what the process printed when it ends before. */
async function listening(child: ChildProcess): Promise<void> {
  const printed: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => printed.push(chunk.toString("utf8")));
  if (child.stdout === null) throw new Error("no output to wait for");
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('"listening"')) return;
    printed.push(`${line}\n`);
  }
  throw new Error(`the server ended before it listened: ${printed.join("")}`);
}
