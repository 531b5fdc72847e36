import type { RunningRevision } from "@/lib/domain/diagnosis/change-history";
import {
  playShop,
  SERVICES,
  type Story,
  serverSpansOf,
  serviceOf,
  signalsOf,
  T0,
  windowOf,
} from "@/lib/domain/diagnosis/shop.fixture";
import { pictureOf } from "@/lib/domain/protection.fixture";
import type { GapReason, Measured } from "@/lib/domain/upstream";
import type { Cluster, Metrics, Traces } from "@/lib/ports";

/** Prometheus, Jaeger and Kubernetes as they would tell a story of the shop, counting what they are asked. */
export function shopUpstreams(story: Story) {
  const { world } = story;
  const all = playShop(world, 0, story.nowS);
  const spansOf = serverSpansOf(all);
  const queries: string[] = [];
  const down = new Map<string, GapReason>();
  const secondsOf = (at: Date | number) => ((typeof at === "number" ? at : at.getTime()) - T0) / 1_000;
  const answer = async <T>(
    source: "prometheus" | "jaeger" | "kubernetes",
    name: string,
    value: () => T,
  ): Promise<Measured<T>> => {
    queries.push(`${source}.${name}`);
    const at = new Date(T0 + story.nowS * 1_000);
    const reason = down.get(source);
    return reason === undefined
      ? { ok: true, value: value(), at, query: `${source}.${name}`, n: 10 }
      : { ok: false, source, reason, at, query: `${source}.${name}` };
  };
  const shopService = (name: string) => SERVICES.find((service) => service === name) ?? "gateway";
  const windowIn = (name: string, from: Date, to: Date) => {
    const [fromS, toS] = [secondsOf(from), secondsOf(to)];
    return { spans: spansOf(name, fromS, toS), fromS, toS };
  };
  const metrics: Metrics = {
    latencyHistogram: () => Promise.reject(new Error("not asked by a diagnosis")),
    routeHistograms: () => Promise.reject(new Error("not asked by a diagnosis")),
    exemplars: () => Promise.reject(new Error("not asked by a diagnosis")),
    runtime: () => Promise.reject(new Error("not asked by a diagnosis")),
    signals: (service, grid) =>
      answer("prometheus", "signals", () => {
        const fromS = Math.max(0, secondsOf(grid.fromMs));
        return signalsOf(spansOf, world, shopService(service.name), fromS, Math.floor(secondsOf(grid.toMs) / 5) * 5);
      }),
    windows: (services, from, to) =>
      answer("prometheus", "windows", () =>
        services.map(({ name }) => {
          const { spans, fromS, toS } = windowIn(name, from, to);
          return windowOf(spans, world, shopService(name), fromS, toS);
        }),
      ),
    windowsByVersion: ({ name }, from, to) =>
      answer("prometheus", "windowsByVersion", () => {
        const { spans, fromS, toS } = windowIn(name, from, to);
        return [...new Set(spans.map(({ version }) => version ?? ""))].map((version) => ({
          ...windowOf(
            spans.filter((span) => span.version === version),
            world,
            shopService(name),
            fromS,
            toS,
          ),
          version,
        }));
      }),
    breakerCalls: () => answer("prometheus", "breakerCalls", () => []),
    breakers: () => answer("prometheus", "breakers", () => pictureOf(story.breakers ?? [])),
    ping: () => answer("prometheus", "ping", () => true as const),
  };
  const traces: Traces = {
    search: ({ service, from, to, limit, attributes }) =>
      answer("jaeger", attributes === undefined ? "search" : "search failed", () => {
        const found = all.filter((trace) => {
          const startMs = (trace.spans[0]?.startUs ?? 0) / 1_000;
          const isIn = startMs >= from.getTime() && startMs <= to.getTime();
          return (
            isIn &&
            trace.spans.some(
              (span) => span.service === service && (attributes === undefined || span.status === "error"),
            )
          );
        });
        const newest = found.slice(-limit);
        return { traces: newest, limit, mayBeTruncated: found.length > limit, api: "v3" as const };
      }),
    trace: () => Promise.reject(new Error("not asked by a diagnosis")),
    services: () => answer("jaeger", "services", () => [...SERVICES]),
    operations: () => Promise.reject(new Error("not asked by a diagnosis")),
    ping: () => answer("jaeger", "ping", () => true as const),
  };
  const revisions: (RunningRevision & { readonly namespace: string; readonly name: string })[] = [];
  const cluster: Pick<Cluster, "workloads"> = { workloads: () => answer("kubernetes", "workloads", () => revisions) };
  return {
    metrics,
    traces,
    cluster,
    queries,
    down,
    revisions,
    catalogue: { service: serviceOf, services: () => SERVICES.map(serviceOf), discover: () => undefined },
    callGraph: { edges: () => [], remember: () => undefined },
  };
}
