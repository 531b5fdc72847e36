import { describe, expect, it } from "vitest";
import { traceAnswerSchema } from "@/lib/contracts/trace";
import type { Trace } from "@/lib/domain/trace";
import { drawnSpan } from "@/lib/domain/trace-drawing.fixture";
import type { Measured } from "@/lib/domain/upstream";
import { NOW_MS, roomWorld } from "./testing/room-world";
import { traceAnswer } from "./trace-by-id";
import { createTraceReads } from "./trace-reads";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

function setup(answer: Measured<Trace | null>) {
  const world = roomWorld();
  const asked: string[] = [];
  const traces = {
    ...world.traces,
    trace: async (id: string) => {
      asked.push(id);
      return answer;
    },
  };
  const deps = { clock: world.clock, traceReads: createTraceReads(), traces };
  return { asked, ask: (id: string) => traceAnswer(deps, id) };
}
const found = (value: Trace | null): Measured<Trace | null> => ({
  ok: true,
  value,
  at: new Date(NOW_MS),
  query: "GET x",
  n: 1,
});

describe("a trace by its id", () => {
  it("is found in any spelling of the id and asked for once", async () => {
    const { ask, asked } = setup(found({ traceId: ID, spans: [drawnSpan("a", [0, 10])] }));
    const answers = await Promise.all([
      ask(ID.toUpperCase()),
      ask("4bf92f35-77b3-4da6-a3ce-929d0e0e4736"),
      ask("S/kvNXezTaajzpKdDg5HNg=="),
    ]);
    expect(asked).toEqual([ID]);
    expect(traceAnswerSchema.parse(answers[2])).toMatchObject({ spansTotal: 1, source: { query: "GET x" } });
  });

  it("says when it is no id, when it is not there, and when nobody answers", async () => {
    const none = setup(found(null));
    await expect(none.ask("nonsense")).rejects.toMatchObject({ code: "invalid_input" });
    expect(none.asked).toEqual([]);
    await expect(none.ask(ID)).rejects.toMatchObject({ code: "not_found" });
    const dead = setup({ ok: false, source: "jaeger", reason: "timeout", at: new Date(NOW_MS), query: "GET x" });
    await expect(dead.ask(ID)).rejects.toMatchObject({ code: "upstream_failed", details: { reason: "timeout" } });
  });

  it("sends the first 100,000 spans of a larger trace and says how many there are", async () => {
    const span = drawnSpan("a", [0, 10]);
    const { ask } = setup(found({ traceId: ID, spans: Array.from({ length: 100_001 }, () => span) }));
    const { trace, spansTotal } = await ask(ID);
    expect([trace.spans.length, spansTotal]).toEqual([100_000, 100_001]);
  });
});
