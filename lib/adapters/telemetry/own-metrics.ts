import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { UpstreamHealth } from "@/lib/domain/upstream";

/** Firebreak's own metrics, scraped at /metrics. */
export type OwnMetrics = {
  countAlerts(result: "accepted" | "duplicate" | "ignored" | "rejected", n: number): void;
  /** Seconds from the first byte of a delivery to its durable answer. */
  observeDelivery(seconds: number, status: number): void;
  setLiveClients(n: number): void;
  /** Prometheus text exposition. */
  text(): Promise<string>;
};

export function createOwnMetrics(health: () => readonly UpstreamHealth[]): OwnMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const alerts = new Counter({
    name: "firebreak_alerts_total",
    help: "Alerts received by result",
    labelNames: ["result"],
    registers: [registry],
  });
  const deliveries = new Histogram({
    name: "firebreak_delivery_duration_seconds",
    help: "Alertmanager deliveries until the durable answer",
    labelNames: ["status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const live = new Gauge({ name: "firebreak_live_clients", help: "Open live streams", registers: [registry] });
  new Gauge({
    name: "firebreak_upstream_up",
    help: "1 when the upstream's last answer was good, 0 when it fails, absent while unknown",
    labelNames: ["upstream"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { upstream, state } of health())
        if (state !== "unknown") this.set({ upstream }, state === "ok" ? 1 : 0);
    },
  });
  return {
    countAlerts: (result, n) => alerts.inc({ result }, n),
    observeDelivery: (seconds, status) => deliveries.observe({ status: String(status) }, seconds),
    setLiveClients: (n) => live.set(n),
    text: () => registry.metrics(),
  };
}
