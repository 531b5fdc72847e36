import { LIBRARY_VALUES } from "@/lib/domain/breaker-encodings";
import type { BreakerMapping, Service } from "@/lib/domain/service";
import type { Dialect, Encoding, Pick } from "./dialects";

/** A catalogue row as a row of the table, and the services that declare it. */
export type Declared = {
  readonly dialect: Dialect;
  readonly mapping: BreakerMapping;
  readonly services: readonly string[];
};

export function declaredOf(services: readonly Service[]): readonly Declared[] {
  const byKey = new Map<string, { mapping: BreakerMapping; services: string[] }>();
  for (const service of services) {
    for (const mapping of service.breakers) {
      const key = JSON.stringify(mapping);
      const entry = byKey.get(key) ?? { mapping, services: [] };
      byKey.set(key, entry);
      entry.services.push(service.name);
    }
  }
  return [...byKey.values()].map((entry) => ({ ...entry, dialect: dialectOf(entry.mapping) }));
}

function dialectOf(mapping: BreakerMapping): Dialect {
  return {
    id: mapping.library !== null && Object.hasOwn(LIBRARY_VALUES, mapping.library) ? mapping.library : "declared",
    encoding: encodingOf(mapping),
    caller: [mapping.caller],
    callee: [mapping.callee],
    nameLabels: mapping.nameLabels,
    ...(mapping.transitionsMetric === null ? {} : { transitions: mapping.transitionsMetric }),
    calls: {
      total: pickOf(mapping.callsMetric),
      failed: pickOf(mapping.failuresMetric),
      rejected: pickOf(mapping.rejectMetric),
      hasRejectedInTotal: false,
    },
    source: "firebreak.yaml",
  };
}

function encodingOf({ metric, signal, values, stateLabel }: BreakerMapping): Encoding {
  if (signal === "shedding") return { kind: "ratio", metric };
  if (signal === "limit") return { kind: "limit", metrics: { [metric]: "calls" } };
  if (stateLabel !== null) return { kind: "one_hot", metrics: [metric], labels: [stateLabel] };
  return values === null ? { kind: "undeclared", metric } : { kind: "gauge", metric, values };
}

const pickOf = (metric: string | null): readonly Pick[] => (metric === null ? [] : [{ metric }]);
