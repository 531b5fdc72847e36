import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Layout } from "./layout";
import type { MemberCommand } from "./supervisor";

const MAX_TRACES = 100_000;
const ANSWER_MS = 5_000;

/** What the environment and the machine say about Jaeger: the address somebody gave, where it takes OTLP/HTTP, a program on PATH. */
export type JaegerChoice = {
  readonly url: string | null;
  readonly otlp: string | null;
  readonly program: string | null;
};

/** Where the demo's spans go, and where they are asked for. `own` is the built-in stand-in. */
export type TraceStore = {
  readonly kind: "given" | "jaeger" | "own";
  readonly jaegerUrl: string;
  readonly otlpUrl: string;
};

/** The store to use: the address given, else the Jaeger of this machine, else our own (DESIGN "The demo stack"). Throws for a bad address. */
export function traceStoreOf(
  { url, otlp, program }: JaegerChoice,
  layout: Pick<Layout, "jaegerUrl" | "otlpUrl">,
): TraceStore {
  const { jaegerUrl, otlpUrl } = layout;
  if (url === null) return { kind: program === null ? "own" : "jaeger", jaegerUrl, otlpUrl };
  const intake = addressOf(otlp === null ? "JAEGER_URL" : "OTEL_EXPORTER_OTLP_ENDPOINT", otlp ?? url);
  // OTLP/HTTP has a port of its own (4318); Jaeger's query port takes no spans.
  if (otlp === null) Object.assign(intake, { port: "4318", pathname: "" });
  return {
    kind: "given",
    jaegerUrl: bare(addressOf("JAEGER_URL", url)),
    otlpUrl: `${bare(intake)}/v1/traces`,
  };
}

function addressOf(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`${name}: ${text} is not an http address`);
  return url;
}

const bare = (url: URL) => url.href.replace(/\/+$/, "");

/** Waits for the first answer of a Jaeger that others run. Throws when there is none. */
export async function expectJaeger(jaegerUrl: string): Promise<void> {
  const problem = await fetch(`${jaegerUrl}/api/v3/services`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status < 500 ? null : `answers ${response.status}`;
    },
    (error: unknown) => `does not answer (${error instanceof Error ? error.message : String(error)})`,
  );
  if (problem !== null)
    throw new Error(`JAEGER_URL: ${jaegerUrl} ${problem}. Unset it to use the built-in trace store.`);
}

/** Jaeger 2 with traces in memory, on the ports of this stack. */
export function jaegerConfig(layout: Pick<Layout, "jaegerUrl" | "otlpUrl">): string {
  return stringify({
    service: {
      extensions: ["jaeger_storage", "jaeger_query"],
      pipelines: { traces: { receivers: ["otlp"], processors: ["batch"], exporters: ["jaeger_storage_exporter"] } },
      telemetry: { metrics: { level: "none" }, logs: { level: "warn" } },
    },
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: MAX_TRACES } } } },
      jaeger_query: {
        storage: { traces: "memory" },
        http: { endpoint: new URL(layout.jaegerUrl).host },
        grpc: { endpoint: "127.0.0.1:0" },
      },
    },
    receivers: { otlp: { protocols: { http: { endpoint: new URL(layout.otlpUrl).host } } } },
    processors: { batch: { timeout: "200ms" } },
    exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
  });
}

export function jaegerCommand(layout: Layout, program: string): MemberCommand {
  const folder = join(layout.demoDir, "jaeger");
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "jaeger.yml");
  writeFileSync(config, jaegerConfig(layout), { mode: 0o600 });
  return { name: "jaeger", file: program, args: ["--config", config], cwd: folder };
}
