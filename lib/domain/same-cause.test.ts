import { describe, expect, it } from "vitest";
import { type BelievedIncident, sameCauseAs } from "./same-cause";

const RELEASE = { service: "risk", trigger: "release", version: "v2", confidence: 0.86 } as const;
const incident = (number: number, more: Partial<BelievedIncident> = {}): BelievedIncident => ({
  number,
  environment: "demo",
  belief: RELEASE,
  ...more,
});
const numbers = (own: BelievedIncident, open: readonly BelievedIncident[]) =>
  sameCauseAs(own, open).map(({ number }) => number);

describe("incidents of one cause", () => {
  it("are those of the same service, trigger and version, the oldest first, never the incident itself", () => {
    expect(numbers(incident(5), [incident(7), incident(5), incident(4)])).toEqual([4, 7]);
    const others = [
      incident(1, { belief: { ...RELEASE, version: "v3" } }),
      incident(2, { belief: { ...RELEASE, service: "order" } }),
      incident(3, { belief: { ...RELEASE, trigger: "traffic" } }),
    ];
    expect(numbers(incident(5), others)).toEqual([]);
  });

  it("lie in one environment", () => {
    expect(numbers(incident(5), [incident(4, { environment: "staging" })])).toEqual([]);
  });

  it("are told only where both beliefs are at least even odds, and name something that happened", () => {
    const unsure = { ...RELEASE, confidence: 0.49 };
    expect(numbers(incident(5), [incident(4, { belief: unsure }), incident(3, { belief: null })])).toEqual([]);
    expect(numbers(incident(5, { belief: unsure }), [incident(4)])).toEqual([]);
    const none = { ...RELEASE, trigger: "none", version: null } as const;
    expect(numbers(incident(5, { belief: none }), [incident(4, { belief: none })])).toEqual([]);
  });
});
