import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SHADE_MODES } from "./heat-shades";
import {
  COMPARISONS,
  changedView,
  FIRST_VIEW,
  MAX_SPAN_MS,
  MIN_SPAN_MS,
  PERCENTILES,
  ROOM_RANGES_MIN,
  type RoomView,
  roomViewFrom,
  roomViewQuery,
  spanOf,
  TRACE_LISTS,
} from "./room-view";

function addressOf(view: RoomView): URLSearchParams {
  return new URLSearchParams(roomViewQuery(view).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

const epochMs = fc.integer({ min: 0, max: 4_102_444_800_000 });
const anyView: fc.Arbitrary<RoomView> = fc.record({
  rangeMin: fc.constantFrom(...ROOM_RANGES_MIN),
  span: fc.option(
    fc.tuple(epochMs, fc.integer({ min: MIN_SPAN_MS, max: MAX_SPAN_MS })).map(([fromMs, lengthMs]) => ({
      fromMs,
      toMs: fromMs + lengthMs,
    })),
  ),
  selection: fc
    .option(
      fc.record({
        fromMs: epochMs,
        lengthMs: fc.integer({ min: 1, max: MAX_SPAN_MS }),
        minMs: fc.integer({ min: 0, max: 10_000 }),
        heightMs: fc.option(fc.integer({ min: 1, max: 60_000 })),
      }),
    )
    .map(
      (drawn) =>
        drawn && {
          fromMs: drawn.fromMs,
          toMs: drawn.fromMs + drawn.lengthMs,
          minMs: drawn.minMs,
          maxMs: drawn.heightMs && drawn.minMs + drawn.heightMs,
        },
    ),
  atMs: fc.option(epochMs),
  service: fc.option(
    fc
      .string({ minLength: 1, maxLength: 200, unit: "grapheme" })
      .map((name) => name.trim())
      .filter((name) => name !== "" && name.length <= 200),
  ),
  compare: fc.option(fc.constantFrom(...COMPARISONS)),
  shade: fc.constantFrom(...SHADE_MODES),
  lines: fc.subarray([...PERCENTILES]),
  isByRoute: fc.boolean(),
  traces: fc.option(fc.constantFrom(...TRACE_LISTS)),
});

describe("The view of a room in its address", () => {
  it("shows a colleague the same thing: whatever is written is read again", () => {
    fc.assert(
      fc.property(anyView, (view) => {
        expect(roomViewFrom(new URLSearchParams(addressOf(view).toString()))).toEqual(view);
      }),
    );
  });

  it("shows the traces of a new brush, and keeps the chosen list when the brush goes", () => {
    const brush = { fromMs: 1_000, toMs: 2_000, minMs: 100, maxMs: null };
    const failed = { ...FIRST_VIEW, traces: "failed" } as const;
    expect(changedView(failed, { selection: brush })).toEqual({ ...FIRST_VIEW, selection: brush });
    expect(changedView({ ...failed, selection: brush }, { selection: null }).traces).toBe("failed");
    expect(changedView(failed, { shade: "rank" })).toEqual({ ...failed, shade: "rank" });
  });

  it("leaves what is as at first out of the address", () => {
    expect(addressOf(FIRST_VIEW).toString()).toBe("");
  });

  it.each([
    ["range=7", "a range that is not offered"],
    ["span=5", "half a span"],
    ["span=200000-100000", "a span that ends before it begins"],
    ["span=0-99999999999999999", "a span beyond the calendar"],
    ["at=-1", "a time before the epoch"],
    ["at=1e9", "a time that is no whole number"],
    ["at=NaN", "no number"],
    [`service=${"x".repeat(201)}`, "a service name that is too long"],
    ["service=%20", "an empty service"],
    ["sel=1~2~3", "a rectangle without a corner"],
    ["shade=rainbow&lines=p42&by=pod&traces=odd", "a way of drawing that is not offered"],
    ["with=tomorrow", "a comparison that is not offered"],
  ])("reads %s as if it were not there (%s)", (address) => {
    expect(roomViewFrom(new URLSearchParams(address))).toEqual(FIRST_VIEW);
  });

  it("widens a span that is too short around its middle and cuts one that is too long at its begin", () => {
    // |--- 10 s ---| around 1,002 s
    expect(spanOf(1_002_000, 1_002_000)).toEqual({ fromMs: 997_000, toMs: 1_007_000 });
    expect(spanOf(1_007_000, 997_000)).toEqual({ fromMs: 997_000, toMs: 1_007_000 });
    expect(spanOf(0, MAX_SPAN_MS + 5)).toEqual({ fromMs: 5, toMs: MAX_SPAN_MS + 5 });
  });
});
