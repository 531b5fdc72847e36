import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const OPENMETRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** A real Prometheus that scrapes this process every 200 ms. */
export type TestPrometheus = { readonly url: string; stop(): Promise<void> };

/** Starts `prometheus` from PATH on the given ports; `exposition` is asked at every scrape. */
export async function startPrometheus(input: {
  readonly port: number;
  readonly exporterPort: number;
  /** OpenMetrics text, or bytes with their media type. */
  readonly exposition: () => string | { readonly type: string; readonly bytes: Uint8Array };
}): Promise<TestPrometheus> {
  const exporter = createServer((_, response) => {
    const answer = input.exposition();
    const isText = typeof answer === "string";
    response.setHeader("content-type", isText ? OPENMETRICS_TYPE : answer.type);
    response.end(isText ? answer : answer.bytes);
  });
  await new Promise<void>((resolve) => exporter.listen(input.exporterPort, "127.0.0.1", resolve));
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  writeFileSync(
    join(folder, "prometheus.yml"),
    `global: { scrape_interval: 200ms, scrape_timeout: 200ms }
scrape_configs:
  - { job_name: shop, static_configs: [{ targets: ["127.0.0.1:${input.exporterPort}"] }] }
`,
  );
  const child = spawn("prometheus", [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${input.port}`,
    "--enable-feature=native-histograms,exemplar-storage",
    "--log.level=error",
  ]);
  const url = `http://127.0.0.1:${input.port}`;
  const stop = async () => {
    await ended(child);
    await new Promise<void>((resolve) => {
      exporter.close(() => resolve());
      exporter.closeAllConnections();
    });
    rmSync(folder, { recursive: true, force: true });
  };
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`prometheus ended with ${code}`)));
    void untilReady(url).then(resolve, reject);
  });
  return { url, stop };
}

async function untilReady(url: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    const isReady = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("prometheus did not become ready");
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await exit;
}
