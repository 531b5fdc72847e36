import type { Actor } from "@/lib/domain/actor";
import type { Mechanism, Trigger } from "@/lib/domain/cause";
import type { Severity } from "@/lib/domain/severity";

// What the seeded incidents are about. Names and numbers are invented.

export type Kind = {
  readonly title: string;
  readonly service: string;
  readonly team: string;
  readonly alertname: string;
  readonly trigger: Trigger;
  readonly mechanism: Mechanism;
  readonly isRollback: boolean;
};

export const PEOPLE = [
  { id: "0197b0aa-0000-7000-8000-000000000001", name: "Li Wei", email: "li.wei@shop.example", role: "commander" },
  { id: "0197b0aa-0000-7000-8000-000000000002", name: "Mei Lin", email: "mei.lin@shop.example", role: "commander" },
  { id: "0197b0aa-0000-7000-8000-000000000003", name: "Ana Diaz", email: "ana.diaz@shop.example", role: "responder" },
  { id: "0197b0aa-0000-7000-8000-000000000004", name: "Tom Beck", email: "tom.beck@shop.example", role: "responder" },
  { id: "0197b0aa-0000-7000-8000-000000000005", name: "Sara Ruiz", email: "sara.ruiz@shop.example", role: "manager" },
] as const;

export type Person = Pick<(typeof PEOPLE)[number], "id" | "name">;
export const actorOfPerson = ({ id, name }: Person): Actor => ({ kind: "person", id, name });

const kind = (
  title: string,
  service: string,
  team: string,
  alertname: string,
  [trigger, mechanism]: readonly [Trigger, Mechanism],
): Kind => ({ title, service, team, alertname, trigger, mechanism, isRollback: trigger === "release" });

export const KINDS: readonly [Kind, ...Kind[]] = [
  kind("order p95 latency", "order", "checkout", "HighLatency", ["release", "latency"]),
  kind("order errors 4.1 %", "order", "checkout", "HighErrorRate", ["release", "errors"]),
  kind("order panics 0.7 per s", "order", "checkout", "Panics", ["release", "panic"]),
  kind("payment time-outs to the bank", "payment", "checkout", "HighErrorRate", ["dependency", "timeout_cascade"]),
  kind("payment pool exhausted", "payment", "checkout", "PoolExhausted", ["configuration", "pool_exhaustion"]),
  kind("payment p95 latency", "payment", "checkout", "HighLatency", ["release", "latency"]),
  kind("payment goroutines grow", "payment", "checkout", "GoroutineLeak", ["internal", "goroutine_leak"]),
  kind("gateway 5xx 11 %", "gateway", "platform", "HighErrorRate", ["traffic", "errors"]),
  kind("gateway p95 latency", "gateway", "platform", "HighLatency", ["traffic", "latency"]),
  kind("auth cancelled requests 4 %", "auth", "platform", "Cancelled", ["dependency", "timeout_cascade"]),
  kind("inventory heap 85 MB/min", "inventory", "stock", "HeapGrowth", ["release", "memory_leak"]),
  kind("inventory p95 latency", "inventory", "stock", "HighLatency", ["infrastructure", "cpu_saturation"]),
  kind("risk errors 1.8 %", "risk", "stock", "HighErrorRate", ["configuration", "errors"]),
];

/** Mostly SEV-3, sometimes worse. */
export function severityFor(share: number): Severity {
  return share < 0.05 ? "SEV-1" : share < 0.3 ? "SEV-2" : "SEV-3";
}
