import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankHypotheses } from "./rank";
import { changeOf, factsOf, type ShopService, type Story, type World } from "./shop.fixture";

const TROUBLE_S = 120;

/** v2 of one service, rolled out between `fromS` and 6 s later. */
const releasing =
  (service: ShopService, fromS: number): NonNullable<World["versionAt"]> =>
  (name, atS, roll) =>
    name === service && atS >= fromS && roll < (atS - fromS) / 6 ? "v2" : "v1";

const story = (over: Partial<Story> & Pick<Story, "world">): Story => ({
  alertService: "gateway",
  alertS: TROUBLE_S + 12,
  nowS: TROUBLE_S + 16,
  troubleS: TROUBLE_S,
  ...over,
});

const openBreaker = (caller: string, callee: string) =>
  ({ caller, callee, state: "open", pods: 1, podsOpen: 1, podsHalfOpen: 0, openSince: null, flaps: 1 }) as const;

const slowQuery: Story = story({
  alertService: "order",
  world: {
    versionAt: releasing("order", TROUBLE_S),
    extraMs: ({ operation, version }, roll) => (operation === "ListItems" && version === "v2" && roll < 0.9 ? 450 : 0),
  },
  changes: [changeOf("order", TROUBLE_S)],
});

const failingPayment: Story = story({
  world: {
    versionAt: releasing("payment", TROUBLE_S),
    fails: ({ service, version }, roll) =>
      service === "payment" && version === "v2" && roll < 0.35 ? "internal: bad" : null,
  },
  changes: [changeOf("payment", TROUBLE_S)],
});

const deadBank: Story = story({
  world: {
    bankMs: (atS) => (atS >= TROUBLE_S ? 2_000 : 40),
    isRefusing: (caller, _, atS) => (caller === "payment" ? atS > TROUBLE_S + 6 : false),
  },
  breakers: [openBreaker("payment", "bank")],
});

const spike: Story = story({
  alertService: "order",
  world: {
    rpsAt: (atS) => (atS >= TROUBLE_S ? 100 : 20),
    poolWaitMs: (atS, roll) => (atS < TROUBLE_S ? 0 : roll > 0.99 ? null : 300 + 400 * roll),
    poolUse: (atS) => (atS >= TROUBLE_S ? 1 : 0.4),
  },
});

function top(facts: Parameters<typeof rankHypotheses>[0]) {
  const ranking = rankHypotheses(facts);
  const [best] = ranking.hypotheses;
  return {
    ...ranking,
    best,
    service: best?.cause.service,
    trigger: best?.cause.trigger,
    mechanism: best?.cause.mechanism,
    mitigation: best?.mitigation,
  };
}

const rollbacks = (result: ReturnType<typeof top>) =>
  result.hypotheses.filter((hypothesis) => hypothesis.mitigation === "rollback");

describe("the four scenarios", () => {
  it("blames the release that made a query slow", () => {
    const result = top(factsOf(slowQuery));
    expect(result).toMatchObject({
      service: "order",
      trigger: "release",
      mechanism: "latency",
      mitigation: "rollback",
    });
    expect(result.best?.version).toBe("v2");
    expect(result.isInsufficient).toBe(false);
    expect(Math.abs((result.onsetAt?.getTime() ?? 0) - factsOf(slowQuery).firstAlertAt.getTime())).toBeLessThan(15_000);
  });

  it("names the traces that show it, the slowest in that place first", () => {
    const facts = factsOf(slowQuery);
    const shown = top(facts).best?.evidence.find(({ rule }) => rule === "self_time_here")?.traceIds ?? [];
    const slowestMs = (traceId: string) =>
      Math.max(
        ...(facts.currentTraces?.value ?? [])
          .filter((trace) => trace.traceId === traceId)
          .flatMap(({ spans }) => spans.filter(({ operation }) => operation === "ListItems"))
          .map(({ durationUs }) => durationUs / 1_000),
      );
    expect(shown).toHaveLength(3);
    expect(shown.map(slowestMs)).toEqual(shown.map(slowestMs).sort((a, b) => b - a));
    expect(slowestMs(shown[2] ?? "")).toBeGreaterThan(450);
    const failed = top(factsOf(deadBank)).best?.evidence.find(({ rule }) => rule === "errors_start_here")?.traceIds;
    expect(new Set(failed).size).toBe(3);
  });

  it("counts pods whose breaker is half open as open: it still refuses most calls", () => {
    const half = {
      ...openBreaker("payment", "bank"),
      state: "half_open",
      pods: 2,
      podsOpen: 0,
      podsHalfOpen: 2,
    } as const;
    const { best } = top(factsOf({ ...deadBank, breakers: [half] }));
    expect(best?.evidence.find(({ rule }) => rule === "breaker_opened")?.params).toMatchObject({
      podsOpen: 2,
      pods: 2,
    });
  });

  it("blames the release that fails, though the alert is two services above", () => {
    expect(top(factsOf(failingPayment))).toMatchObject({
      service: "payment",
      trigger: "release",
      mechanism: "errors",
      mitigation: "rollback",
      isInsufficient: false,
    });
  });

  it("blames the bank for the time-outs in payment, and proposes no rollback", () => {
    const result = top(factsOf(deadBank));
    expect(result).toMatchObject({
      service: "external:bank",
      trigger: "dependency",
      mechanism: "latency",
      mitigation: "none",
    });
    expect(result.isInsufficient).toBe(false);
    expect(rollbacks(result)).toEqual([]);
  });

  it.each(["latency", "errors"] as const)(
    "blames the bank's %s though open breakers refuse every call that would show it",
    (mechanism) => {
      //  bank fails ........ payment refuses ... order refuses ............ diagnosis
      //  |------ 6 s -------|------- 2 s ------|---------- 32 s -----------|
      const facts = factsOf({
        ...deadBank,
        alertService: "order",
        nowS: TROUBLE_S + 40,
        keepsNewestFailed: true,
        world: {
          ...deadBank.world,
          ...(mechanism === "errors" ? { bankMs: () => 40, bankFails: (atS: number) => atS >= TROUBLE_S } : {}),
          // Half-open breakers let one call in four seconds through.
          isRefusing: (caller, callee, atS) =>
            atS % 4 > 0.2 &&
            ((caller === "payment" && callee === "bank" && atS > TROUBLE_S + 6) ||
              (caller === "order" && callee === "payment" && atS > TROUBLE_S + 8)),
        },
        breakers: [openBreaker("order", "payment"), openBreaker("payment", "bank")],
      });
      const refused = (facts.failedTraces?.value ?? []).filter(({ spans }) =>
        spans.some(({ statusMessage }) => statusMessage?.includes("breaker")),
      );
      const result = top(facts);
      expect(refused.length).toBeGreaterThan(20);
      expect(result).toMatchObject({ service: "external:bank", trigger: "dependency", mechanism, mitigation: "none" });
    },
  );

  it("blames the traffic when the pool queues", () => {
    expect(top(factsOf(spike))).toMatchObject({
      service: "order",
      trigger: "traffic",
      mechanism: "pool_exhaustion",
      mitigation: "none",
      isInsufficient: false,
    });
  });
});

describe("traps", () => {
  it.each(["order", "payment", "risk"] as const)(
    "a release of %s just before the bank fails is innocent",
    (service) => {
      const versionAt = releasing(service, TROUBLE_S - 15);
      const result = top(
        factsOf({ ...deadBank, world: { ...deadBank.world, versionAt }, changes: [changeOf(service, TROUBLE_S - 15)] }),
      );
      expect(result).toMatchObject({ service: "external:bank", trigger: "dependency" });
      expect(rollbacks(result)).toEqual([]);
    },
  );

  it.each(["payment", "order"] as const)("a spike right after a release of %s is a spike", (service) => {
    const versionAt = releasing(service, TROUBLE_S - 10);
    const result = top(
      factsOf({ ...spike, world: { ...spike.world, versionAt }, changes: [changeOf(service, TROUBLE_S - 10)] }),
    );
    expect(result).toMatchObject({ service: "order", trigger: "traffic" });
    expect(rollbacks(result)).toEqual([]);
  });

  it("a gateway that only waits for order is explained away", () => {
    const result = top(factsOf({ ...slowQuery, alertService: "gateway" }));
    expect(result).toMatchObject({ service: "order", trigger: "release" });
    expect(
      result.hypotheses.filter(({ cause, confidence }) => cause.service === "gateway" && confidence > 0.05),
    ).toEqual([]);
  });

  it("both versions equally slow: not the release", () => {
    const result = top(
      factsOf(
        story({
          alertService: "inventory",
          nowS: TROUBLE_S + 40,
          world: {
            versionAt: (service, atS, roll) =>
              service === "inventory" && atS >= TROUBLE_S - 5 && roll < 0.5 ? "v2" : "v1",
            extraMs: ({ service, atS }) => (service === "inventory" && atS >= TROUBLE_S ? 500 : 0),
          },
          changes: [changeOf("inventory", TROUBLE_S - 5)],
        }),
      ),
    );
    expect(result).toMatchObject({ service: "inventory", trigger: "internal", mitigation: "none" });
    expect(rollbacks(result)).toEqual([]);
  });

  it("of two releases, the one that fails", () => {
    const result = top(
      factsOf({ ...failingPayment, changes: [changeOf("risk", TROUBLE_S - 3), changeOf("payment", TROUBLE_S)] }),
    );
    expect(result).toMatchObject({ service: "payment", trigger: "release" });
  });

  it("a release after the onset came too late to be the cause", () => {
    const result = top(
      factsOf(
        story({
          alertService: "inventory",
          nowS: TROUBLE_S + 60,
          world: {
            versionAt: releasing("inventory", TROUBLE_S + 40),
            extraMs: ({ service, atS }) => (service === "inventory" && atS >= TROUBLE_S ? 500 : 0),
          },
          changes: [changeOf("inventory", TROUBLE_S + 40)],
        }),
      ),
    );
    expect(result.trigger).toBe("internal");
    expect(rollbacks(result)).toEqual([]);
  });

  it("an old deploy of another service is not rolled back for a service that became slow by itself", () => {
    const result = top(
      factsOf(
        story({
          world: { extraMs: ({ service, atS }) => (service === "inventory" && atS >= TROUBLE_S ? 400 : 0) },
          changes: [changeOf("order", TROUBLE_S - 1_500)],
        }),
      ),
    );
    expect(result).toMatchObject({
      service: "inventory",
      trigger: "internal",
      mechanism: "latency",
      mitigation: "none",
    });
    expect(rollbacks(result)).toEqual([]);
  });

  it("names panics of a release", () => {
    const result = top(
      factsOf(
        story({
          alertService: "order",
          world: {
            versionAt: releasing("order", TROUBLE_S),
            fails: ({ operation, version }, roll) =>
              operation === "PlaceOrder" && version === "v2" && roll < 0.8 ? "panic: nil map" : null,
            panicsPerS: (service, atS) => (service === "order" && atS > TROUBLE_S ? 4 : 0),
          },
          changes: [changeOf("order", TROUBLE_S)],
        }),
      ),
    );
    expect(result).toMatchObject({ service: "order", trigger: "release", mechanism: "panic", mitigation: "rollback" });
    expect(result.classes).toContain("panic_spread");
  });

  it("a database query that a release made slow is latency, although the pool is full", () => {
    const result = top(
      factsOf(
        story({
          alertService: "order",
          world: {
            versionAt: releasing("order", TROUBLE_S),
            extraMs: ({ operation, version }) => (operation.startsWith("SELECT") && version === "v2" ? 500 : 0),
            poolUse: (atS) => (atS >= TROUBLE_S ? 1 : 0.4),
            poolWaitMs: (atS) => (atS >= TROUBLE_S + 6 ? 200 : 0),
          },
          changes: [changeOf("order", TROUBLE_S)],
        }),
      ),
    );
    expect(result).toMatchObject({ service: "order", trigger: "release", mechanism: "latency" });
  });

  it("names a configuration change and offers to restore it", () => {
    const result = top(
      factsOf(
        story({
          alertService: "order",
          world: {
            poolWaitMs: (atS, roll) => (atS < TROUBLE_S ? 0 : 400 + 200 * roll),
            poolUse: (atS) => (atS >= TROUBLE_S ? 1 : 0.4),
          },
          changes: [changeOf("order", TROUBLE_S, { kind: "config", version: null })],
        }),
      ),
    );
    expect(result).toMatchObject({
      service: "order",
      trigger: "configuration",
      mechanism: "pool_exhaustion",
      mitigation: "restore_configuration",
    });
  });
});

describe("too little to know", () => {
  it("is insufficient without metrics, and proposes nothing", () => {
    const result = top(factsOf({ ...slowQuery, without: ["prometheus"] }));
    expect(result.isInsufficient).toBe(true);
    expect(rollbacks(result)).toEqual([]);
  });

  it("still finds the release without traces", () => {
    expect(top(factsOf({ ...slowQuery, without: ["jaeger"] }))).toMatchObject({ service: "order", trigger: "release" });
  });

  it("is insufficient when nothing differs, whatever was released", () => {
    const result = top(factsOf(story({ world: {}, changes: [changeOf("order", TROUBLE_S)] })));
    expect(result.isInsufficient).toBe(true);
    expect(rollbacks(result)).toEqual([]);
  });

  it("is insufficient with a handful of requests", () => {
    const facts = factsOf(slowQuery);
    const few = <T extends { n: number }>(windows: readonly T[]) => windows.map((window) => ({ ...window, n: 5 }));
    const result = top({
      ...facts,
      current: facts.current && { ...facts.current, value: few(facts.current.value) },
      versions: [],
      currentTraces: facts.currentTraces && { ...facts.currentTraces, value: facts.currentTraces.value.slice(0, 3) },
    });
    expect(result.isInsufficient).toBe(true);
    expect(rollbacks(result)).toEqual([]);
  });

  it("says so when there is nothing at all", () => {
    const facts = factsOf({ ...slowQuery, without: ["prometheus", "jaeger"] });
    expect(rankHypotheses({ ...facts, changes: null }).hypotheses).toEqual([]);
  });
});

describe("any order, any seed", () => {
  it("does not depend on the order of traces, windows and changes", () => {
    const facts = factsOf({ ...failingPayment, changes: [changeOf("risk", 90), changeOf("payment", TROUBLE_S)] });
    const expected = rankHypotheses(facts);
    const rearranged = <T>(fact: ({ value: readonly T[] } & Record<string, unknown>) | null, seed: number) =>
      fact && { ...fact, value: [...fact.value].sort((a, b) => hash(a, seed) - hash(b, seed)) };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const mixed = {
          ...facts,
          before: facts.before && { ...facts.before, ...rearranged(facts.before, seed) },
          current: facts.current && { ...facts.current, ...rearranged(facts.current, seed) },
          failedTraces: facts.failedTraces && { ...facts.failedTraces, ...rearranged(facts.failedTraces, seed) },
          changes: facts.changes && { ...facts.changes, ...rearranged(facts.changes, seed) },
        };
        expect(rankHypotheses(mixed)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("is right for every seed, and its probabilities add up", () => {
    const expectations = new Map<Story, ReturnType<typeof top>>();
    const expectedOf = (told: Story) => {
      const known = expectations.get(told) ?? top(factsOf(told));
      expectations.set(told, known);
      return known;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom(slowQuery, failingPayment, deadBank, spike),
        (seed, told) => {
          const expected = expectedOf(told);
          const result = top(factsOf({ ...told, world: { ...told.world, seed } }));
          expect({ service: result.service, trigger: result.trigger }).toEqual({
            service: expected.service,
            trigger: expected.trigger,
          });
          const total = result.hypotheses.reduce((sum, { confidence }) => sum + confidence, result.unexplained);
          expect(total).toBeLessThanOrEqual(1.000001);
        },
      ),
      { numRuns: 8 },
    );
  }, 60_000);
});

function hash(value: unknown, seed: number): number {
  const text = JSON.stringify(value);
  let sum = seed;
  for (let i = 0; i < text.length; i += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return sum;
}
