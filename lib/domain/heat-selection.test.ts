import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HeatSelection, isHeatSelection, parseHeatSelection, serialiseHeatSelection } from "./heat-selection";

const slow: HeatSelection = { fromMs: 1_778_594_520_000, toMs: 1_778_594_760_000, minMs: 300, maxMs: 750.5 };

const instant = fc.integer({ min: 0, max: 8_000_000_000_000 });
const selections = fc
  .record({
    fromMs: instant,
    lengthMs: fc.integer({ min: 1, max: 1_000_000_000 }),
    minMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    widthMs: fc.option(fc.double({ min: 1e-9, max: 1e30, noNaN: true }), { nil: null }),
  })
  .map(
    ({ fromMs, lengthMs, minMs, widthMs }): HeatSelection => ({
      fromMs,
      toMs: fromMs + lengthMs,
      minMs,
      maxMs: widthMs === null ? null : minMs + widthMs,
    }),
  )
  .filter(isHeatSelection);

describe("a rectangle of the heat map as text", () => {
  it("is short and needs no escaping in a URL", () => {
    const text = serialiseHeatSelection(slow);
    expect(text).toBe("mp2p96tc~556o~300~750.5");
    expect(encodeURIComponent(text)).toBe(text);
    expect(new URLSearchParams({ sel: text }).get("sel")).toBe(text);
  });
  it("writes nothing for an open upper end", () => {
    expect(serialiseHeatSelection({ ...slow, maxMs: null })).toBe("mp2p96tc~556o~300~");
  });
  it("comes back as it was, through a query string too", () => {
    fc.assert(
      fc.property(selections, (selection) => {
        const text = serialiseHeatSelection(selection);
        expect(parseHeatSelection(text)).toEqual(selection);
        expect(parseHeatSelection(new URLSearchParams(`sel=${text}`).get("sel") ?? "")).toEqual(selection);
      }),
    );
  });
  it("is a selection or nothing, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-z]*~[0-9a-z]*~[0-9.e-]*~[0-9.e-]*$/)), (text) => {
        const parsed = parseHeatSelection(text);
        expect(parsed === null || isHeatSelection(parsed)).toBe(true);
      }),
    );
  });
  it.each([
    "",
    "a~b~c",
    "mp2p96tc~0~300~750", // no time
    "mp2p96tc~556o~300~300", // no range
    "mp2p96tc~556o~300~100",
    "mp2p96tc~556o~-1~100",
    "mp2p96tc~556o~~100",
    "zzzzzzzzzzz~1~0~1", // beyond what a Date holds
    "mp2p96tc~556o~300~Infinity",
    `mp2p96tc~556o~${"9".repeat(100)}~`,
  ])("refuses %j", (text) => expect(parseHeatSelection(text)).toBeNull());
});
