import { FIREBREAK } from "@/lib/domain/actor";
import type { TimelineEvent } from "@/lib/domain/events";
import { sequenceDiagram } from "@/lib/domain/mermaid/sequence";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";

const ROUNDS = 50;

/** Sequence diagram text of 500 events. Nothing comparable generates one, so there is no ratio. */
export async function benchMermaid(): Promise<readonly BenchResult[]> {
  const events = Array.from({ length: 500 }, (_, index): TimelineEvent => {
    const at = new Date(Date.UTC(2026, 4, 12) + index * 1_000);
    const text = `step ${index}; "quoted" # 订单 🔥`;
    return {
      id: String(index),
      incidentId: "i",
      seq: index + 1,
      kind: "note_added",
      at,
      recordedAt: at,
      actor: FIREBREAK,
      data: { text },
    };
  });
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    sequenceDiagram(events, { title: "#128" });
    return performance.now() - start;
  });
  const quantiles = quantilesOf(rounds);
  return [
    {
      name: "mermaid",
      figure: quantiles.p50,
      unit: "ms (500 events)",
      ...quantiles,
      n: ROUNDS,
      alternative: null,
      ratio: null,
      machine: MACHINE,
    },
  ];
}
