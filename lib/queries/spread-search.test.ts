import { expect, it, vi } from "vitest";
import type { TraceQuery, TraceSearch } from "@/lib/domain/trace";
import type { Measured } from "@/lib/domain/upstream";
import { spreadSearch } from "./spread-search";

const CALL = { timeoutMs: 1_000 };
const AT = new Date(0);
const QUERY: TraceQuery = { service: "order", from: new Date(0), to: new Date(60_000), limit: 200 };

function found(ids: readonly string[], limit = 50, mayBeTruncated = false): Measured<TraceSearch> {
  const traces = ids.map((traceId) => ({ traceId, spans: [] }));
  return { ok: true, value: { traces, limit, mayBeTruncated, api: "v3" }, at: AT, query: "GET x", n: ids.length };
}
const search = vi.fn<(query: TraceQuery) => Promise<Measured<TraceSearch>>>();
const ask = (query: TraceQuery) => spreadSearch({ search }, query, { parts: 4, call: CALL });

it("asks for equal parts of the time with equal parts of the limit, and gives each trace once", async () => {
  //  0 ........ 15 s ........ 30 s ........ 45 s ........ 60 s
  //  | a, b     | b, c        | d, cut      |             |
  search.mockReset();
  for (const answer of [found(["a", "b"]), found(["b", "c"]), found(["d"], 50, true), found([])]) {
    search.mockResolvedValueOnce(answer);
  }
  const answer = await ask(QUERY);
  expect(search.mock.calls.map(([{ from, to, limit }]) => [from.getTime(), to.getTime(), limit])).toEqual([
    [0, 15_000, 50],
    [15_000, 30_000, 50],
    [30_000, 45_000, 50],
    [45_000, 60_000, 50],
  ]);
  expect(answer).toMatchObject({ ok: true, n: 4, value: { limit: 200, mayBeTruncated: true } });
  expect(answer.ok && answer.value.traces.map(({ traceId }) => traceId)).toEqual(["a", "b", "c", "d"]);
});

it("does not cut a stretch of a few seconds", async () => {
  search.mockReset().mockResolvedValue(found(["a"], 200));
  await ask({ ...QUERY, to: new Date(9_000) });
  expect(search.mock.calls.map(([{ limit }]) => limit)).toEqual([200]);
});

it("fails when a part fails", async () => {
  const gap = { ok: false, source: "jaeger", reason: "timeout", at: AT, query: "GET y" } as const;
  search
    .mockReset()
    .mockResolvedValue(found(["a"]))
    .mockResolvedValueOnce(found(["b"]))
    .mockResolvedValueOnce(gap);
  expect(await ask(QUERY)).toEqual(gap);
});
