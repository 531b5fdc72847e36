import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { patchContainer } from "@/demo/cluster/testing/cluster-client";
import { startTestCluster, type TestCluster } from "@/demo/cluster/testing/test-cluster";
import type { WorkloadLogs } from "@/lib/domain/logs/log-lines";
import type { Logs } from "@/lib/ports";
import { kubernetesLogs } from "./pod-logs";

const call = { timeoutMs: 4_000 };
const order = { namespace: "shop", name: "order" };
const since = () => new Date(Date.now() - 300_000);

async function read(logs: Logs, timeoutMs = call.timeoutMs): Promise<WorkloadLogs> {
  const answer = await logs.workloadLogs(order, since(), { timeoutMs });
  if (!answer.ok || answer.value === null) throw new Error(`no logs: ${JSON.stringify(answer)}`);
  return answer.value;
}

describe("logs of a cluster", () => {
  let demo: TestCluster;
  let logs: Logs;
  beforeAll(async () => {
    demo = await startTestCluster({ services: ["order"] });
    logs = kubernetesLogs({ kubeconfigPath: demo.kubeconfigPath, context: null });
  });
  afterAll(() => demo?.close());

  it("are read from every pod with the node's times", async () => {
    await vi.waitFor(async () => {
      const { pods, unread, podsLeftOut } = await read(logs);
      expect(pods.length).toBeGreaterThan(0);
      for (const { logs: own } of pods) {
        expect(own[0]?.lines.at(-1)?.text).toContain('"msg":"tick"');
        expect(own[0]?.lines.at(-1)?.atMs).toBeGreaterThan(Date.now() - 10_000);
      }
      expect({ unread, podsLeftOut }).toEqual({ unread: [], podsLeftOut: 0 });
    }, 20_000);
  });

  it("of a Deployment that is not there are null", async () => {
    const answer = await logs.workloadLogs({ namespace: "shop", name: "none" }, since(), call);
    expect(answer).toMatchObject({ ok: true, value: null });
  });

  it("of a pod that keeps dying come first, with what it wrote before and how it ended", async () => {
    await patchContainer(demo, "order", { env: [{ name: "FAKE_MODE", value: "crash" }] });
    await vi.waitFor(async () => {
      const [first] = (await read(logs)).pods;
      expect(first).toMatchObject({ isReady: false, lastTermination: { reason: "Error", exitCode: 2 } });
      expect(first?.restarts).toBeGreaterThan(0);
      const previous = first?.logs.find(({ isPrevious }) => isPrevious);
      expect(previous?.lines.map(({ text }) => text)).toContain("panic: fake crash");
    }, 20_000);
  });
});

// An API server of paper: what it answers to a log is the test's.
type Answer = (query: URLSearchParams, response: ServerResponse) => void;
const folder = mkdtempSync(join(tmpdir(), "firebreak-logs-"));
const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const meta = (name: string) => ({
  name,
  namespace: "shop",
  uid: name,
  resourceVersion: "1",
  creationTimestamp: "2026-11-20T14:00:00Z",
});
const status = (code: number, message: string) => ({ kind: "Status", status: "Failure", message, reason: "", code });
const stamped = (text: string, i = 0) => `${new Date(Date.now() - 1_000 + i).toISOString()} ${text}`;

async function paper(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://paper");
    asked.push(`${url.pathname}${url.search}`);
    const json = (body: unknown, code = 200) =>
      response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname.endsWith("/deployments/order")) {
      const template = { metadata: { labels: { app: "order" } }, spec: { containers: [{ name: "app" }] } };
      return json({ metadata: meta("order"), spec: { selector: { matchLabels: { app: "order" } }, template } });
    }
    const pod = /\/pods\/([^/]+)\/log$/.exec(url.pathname)?.[1];
    if (pod !== undefined) return answers[pod]?.(url.searchParams, response);
    return json({
      metadata: {},
      items: Object.keys(answers).map((name) => ({
        metadata: meta(name),
        spec: { containers: [{ name: "app" }] },
        status: { containerStatuses: [{ name: "app", ready: true, restartCount: 0, state: { running: {} } }] },
      })),
    });
  };
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address() as AddressInfo;
  const file = join(folder, `${address.port}.json`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "c", cluster: { server: `http://127.0.0.1:${address.port}`, "insecure-skip-tls-verify": true } },
    ],
    users: [{ name: "u", user: {} }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  writeFileSync(file, JSON.stringify(config));
  return { logs: kubernetesLogs({ kubeconfigPath: file, context: null }), asked };
}

const fine: Answer = (_, response) => {
  response.writeHead(200, { "content-type": "text/plain" }).end(`${stamped("ok")}\n`);
};

describe("a log that cannot be had", () => {
  it("is named with its reason while the others are read, within the time given", async () => {
    const { logs } = await paper({
      fine,
      silent: () => undefined,
      refused: (_, response) => {
        response
          .writeHead(403, { "content-type": "application/json" })
          .end(JSON.stringify(status(403, 'pods "refused" is forbidden: cannot get resource "pods/log"')));
      },
      gone: (_, response) => {
        response
          .writeHead(404, { "content-type": "application/json" })
          .end(JSON.stringify(status(404, 'pods "gone" not found')));
      },
      cut: (_, response) => {
        response.writeHead(200, { "content-length": "1000" }).write("half");
        setImmediate(() => response.destroy());
      },
    });
    const before = performance.now();
    const { pods, unread } = await read(logs, 2_000);
    expect(performance.now() - before).toBeLessThan(4_000);
    expect(pods.find(({ pod }) => pod === "fine")?.logs[0]?.lines).toHaveLength(1);
    expect(unread.map(({ pod, reason }) => [pod, reason])).toEqual([
      ["cut", "unreachable"],
      ["gone", 'pods "gone" not found'],
      ["refused", 'pods "refused" is forbidden: cannot get resource "pods/log"'],
      ["silent", "timeout"],
    ]);
  });

  it("is not taken into memory when a server floods", async () => {
    const { logs } = await paper({
      flood: (_, response) => {
        response.writeHead(200, { "content-type": "text/plain" });
        const piece = "x".repeat(64 * 1_024);
        const more = () => {
          while (!response.destroyed && response.write(piece));
        };
        response.on("drain", more);
        more();
      },
      fine,
    });
    const before = process.memoryUsage().rss;
    const { unread } = await read(logs);
    expect(unread).toMatchObject([{ pod: "flood", reason: "bad_answer" }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1_024 * 1_024);
  });
});

it("shows the newest lines of a log that is longer than may be read, and says that it is cut", async () => {
  // Like a kubelet: the last `tailLines`, of these the first `limitBytes`.
  const all = Array.from({ length: 1_000 }, (_, i) => stamped(`${i} ${"x".repeat(3_000)}`, i));
  const { logs, asked } = await paper({
    long: (query, response) => {
      const text = `${all.slice(-Number(query.get("tailLines"))).join("\n")}\n`;
      response.writeHead(200, { "content-type": "text/plain" }).end(text.slice(0, Number(query.get("limitBytes"))));
    },
  });
  const { pods } = await read(logs);
  expect(pods[0]?.logs[0]).toMatchObject({ isCut: true });
  expect(pods[0]?.logs[0]?.lines.at(-1)?.text).toMatch(/^999 /);
  expect(asked.filter((path) => path.includes("/log"))).toHaveLength(2);
});

it("reads at most twenty pods, six logs at once, and counts the rest", async () => {
  let now = 0;
  let most = 0;
  const slow: Answer = (query, response) => {
    now += 1;
    most = Math.max(most, now);
    setTimeout(() => {
      now -= 1;
      fine(query, response);
    }, 5);
  };
  const { logs, asked } = await paper(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`pod-${i}`, slow])));
  const { pods, podsLeftOut } = await read(logs);
  expect(most).toBeLessThanOrEqual(6);
  expect(pods).toHaveLength(20);
  expect(podsLeftOut).toBe(10);
  expect(asked.filter((path) => path.includes("/log"))).toHaveLength(20);
});
