import type { Service } from "@/lib/domain/service";
import { CALLER_LABELS, type Dialect } from "./dialects";

type Labels = Readonly<Record<string, string>>;

const ONE_LABEL = /^\s*[a-zA-Z_][a-zA-Z0-9_]*\s*=\s*"([^"\\]*)"\s*$/;

/** Label values that mean a service, by value. A service's own name is never taken by another's alias. */
export function aliasesOf(services: readonly Service[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const { name } of services) aliases.set(name, name);
  for (const service of services) {
    const matched = Object.entries(service.match).flatMap(([label, value]) =>
      CALLER_LABELS.some((known) => known === label) ? [value] : [],
    );
    const selected = ONE_LABEL.exec(service.metrics.latency.selector)?.[1];
    for (const value of [selected, ...matched, service.traces.service, service.workload?.deployment]) {
      if (value !== undefined && value !== "" && !aliases.has(value)) aliases.set(value, service.name);
    }
  }
  return aliases;
}

/** The service that a label's value means; a job such as `shop/order` means its last part. */
function serviceOf(value: string, aliases: ReadonlyMap<string, string>): string | null {
  return aliases.get(value) ?? aliases.get(value.slice(value.lastIndexOf("/") + 1)) ?? null;
}

export type Caller = { readonly label: string; readonly value: string; readonly service: string };

/** Whose series it is: the first label that holds a known service and is not the callee's. null: nobody's that we know. */
export function callerOf(labels: Labels, dialect: Dialect, aliases: ReadonlyMap<string, string>): Caller | null {
  const calleeLabel = dialect.callee.find((label) => (labels[label] ?? "") !== "");
  for (const label of dialect.caller) {
    const value = labels[label];
    if (value === undefined || value === "" || label === calleeLabel) continue;
    const service = serviceOf(value, aliases);
    if (service !== null) return { label, value, service };
  }
  return null;
}

/** Clusters that a mesh makes for itself. */
const MESH_OWN =
  /^(inbound\||xds-grpc$|sds-grpc$|agent$|prometheus_stats$|zipkin$|BlackHoleCluster$|.*PassthroughCluster)/;

/** `outbound|80||payment.shop.svc.cluster.local` is payment; a mesh's own clusters are nobody. */
function envoyClusterName(value: string): string | null {
  if (MESH_OWN.test(value)) return null;
  const host = value.startsWith("outbound|") ? value.slice(value.lastIndexOf("|") + 1) : value;
  return /^(.+?)\.[^.]+\.svc(\.|$)/.exec(host)?.[1] ?? host;
}

/** Who is called, by the name that the catalogue knows where it does. null: no label says it. */
export function calleeOf(labels: Labels, dialect: Dialect, aliases: ReadonlyMap<string, string>): string | null {
  const value = dialect.callee.map((label) => labels[label] ?? "").find((found) => found !== "");
  if (value === undefined) return null;
  const name =
    dialect.calleeForm === "envoy_cluster"
      ? envoyClusterName(value)
      : dialect.calleeForm === "dapr_target"
        ? value.replace(/^app_/, "")
        : value;
  return name === null ? null : (aliases.get(name) ?? name);
}

/** What keeps several breakers of one pair apart; "" when nothing does. */
export function partNameOf(labels: Labels, { nameLabels = [] }: Dialect): string {
  return nameLabels.flatMap((label) => (labels[label] ? [labels[label]] : [])).join(" ");
}

/** The process behind a series: its pod, or the address that was scraped. */
export function podOf(labels: Labels): string {
  return labels.pod || labels.kubernetes_pod_name || labels.pod_name || labels.instance || "";
}
