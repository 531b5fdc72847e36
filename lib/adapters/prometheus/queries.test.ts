import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Service } from "@/lib/domain/service";
import { anyOf, duration, quoted, selector } from "./promql";
import { groupsOf, rateWindowMs } from "./queries";
import { testService } from "./testing/service";

const withSelector = (name: string, own: string): Service => {
  const service = testService(name);
  return { ...service, metrics: { ...service.metrics, latency: { ...service.metrics.latency, selector: own } } };
};

describe("PromQL text", () => {
  it("escapes quotes, backslashes and newlines in label values", () => {
    expect(quoted('a"b\\c\nd')).toBe('"a\\"b\\\\c\\nd"');
  });

  it("never lets a value end its string", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const inner = quoted(value).slice(1, -1);
        expect(inner.replace(/\\./gs, "")).not.toMatch(/["\n\\]/);
      }),
    );
  });

  it("matches names literally in an alternation", () => {
    expect(anyOf(["a.b", "c"])).toBe('"a\\\\.b|c"');
  });

  it("reaches metrics whose names PromQL cannot read bare", () => {
    expect(selector("http.duration", ['a="b"'])).toBe('{__name__="http.duration",a="b"}');
    expect(selector("up", [""])).toBe("up{}");
  });

  it("writes durations", () => {
    expect([duration(5_000), duration(2_500), duration(0)]).toEqual(["5s", "2500ms", "1ms"]);
  });
});

describe("rateWindowMs", () => {
  it("spans at least four scrapes and at least the step", () => {
    expect(rateWindowMs({ scrapeMs: 1_000, stepMs: 10_000 })).toBe(10_000);
    expect(rateWindowMs({ scrapeMs: 15_000, stepMs: 10_000 })).toBe(60_000);
  });
});

describe("groupsOf", () => {
  it("asks for services together when one label tells them apart", () => {
    const [group, ...others] = groupsOf([testService("order"), testService("payment")]);
    expect(others).toEqual([]);
    expect(group?.matchers).toEqual(['service=~"order|payment"']);
  });

  it("keeps a service with a selector of its own apart", () => {
    const groups = groupsOf([testService("order"), withSelector("risk", 'job="risk",zone=~"a|b"')]);
    expect(groups.map((group) => group.label)).toEqual(["service", null]);
  });
});
