import { describe, expect, it } from "vitest";
import type { BreakerMapping } from "@/lib/domain/service";
import { scraped } from "../testing/exposition";
import { testService } from "../testing/service";
import { callPicksOf, callsQuery, callWindowsOf } from "./calls";
import { declaredOf } from "./declared";

// columns:  0      1      2          growth is counted into columns 1 and 2
const grid = { fromMs: 1_000_000, toMs: 1_010_000, stepMs: 5_000 };
const target = { service: "order", pod: "order-1" };

function orderWith(mapping: Partial<BreakerMapping>) {
  const order = testService("order");
  return { ...order, breakers: order.breakers.map((row) => ({ ...row, ...mapping })) };
}

describe("callsQuery", () => {
  it("narrows a declared selector to its services", () => {
    const services = [orderWith({ failuresMetric: 'http_client_errors_total{reason!~"cancelled|breaker_open"}' })];
    const picks = callPicksOf({ services, declared: declaredOf(services), probed: [] });
    expect(callsQuery(picks)).toBe(
      'label_replace(http_client_errors_total{reason!~"cancelled|breaker_open",service=~"order"}, "signal", "0", "", "")',
    );
  });

  it("asks a library's counters only where the library is", () => {
    const services = [{ ...testService("order"), breakers: [] }];
    const probed = [{ metric: "hystrix_go_attempts", labels: { app: "order" }, series: 1 }];
    const query = callsQuery(callPicksOf({ services, declared: [], probed }));
    expect(query).toContain('hystrix_go_timeouts{app=~"order"}');
    expect(query).not.toContain("resilience4j");
  });
});

describe("callWindowsOf", () => {
  /** Series as the query tags them: the picks' selectors are applied by name here. */
  function windowsOf(
    services: readonly ReturnType<typeof testService>[],
    probed: Parameters<typeof callPicksOf>[0]["probed"],
    texts: readonly string[],
    second?: readonly string[],
  ) {
    const picks = callPicksOf({ services, declared: declaredOf(services), probed });
    const pods = [{ target, texts }, ...(second ? [{ target: { ...target, pod: "order-2" }, texts: second }] : [])];
    const tagged = scraped(pods, grid).flatMap((series) =>
      picks.flatMap(({ selector }, index) =>
        selector.startsWith(`${series.metric.__name__}{`)
          ? [{ ...series, metric: { ...series.metric, signal: String(index) } }]
          : [],
      ),
    );
    return callWindowsOf(tagged, { picks, services, grid });
  }
  const shop = (calls: number, failed: number, refused: number) =>
    `calls_total{target="payment"} ${calls}\nerrors_total{target="payment"} ${failed}\nrefused_total{target="payment"} ${refused}`;
  const declared = [
    orderWith({ callsMetric: "calls_total", failuresMetric: "errors_total", rejectMetric: "refused_total" }),
  ];

  it("counts growth per step over pods", () => {
    const [window] = windowsOf(
      declared,
      [],
      [shop(10, 0, 0), shop(14, 2, 0), shop(14, 2, 9)],
      [shop(5, 1, 0), shop(6, 2, 0), shop(7, 2, 1)],
    );
    expect(window).toEqual({
      caller: "order",
      callee: "payment",
      columns: [
        { atMs: 1_005_000, total: 5, failed: 3, rejected: 0 },
        { atMs: 1_010_000, total: 1, failed: 0, rejected: 10 },
      ],
    });
  });

  it("leaves what nobody counts unknown instead of zero", () => {
    const services = [orderWith({ rejectMetric: "refused_total" })];
    expect(windowsOf(services, [], [shop(1, 1, 1), shop(2, 2, 2), shop(3, 3, 3)])[0]?.columns[0]).toEqual({
      atMs: 1_005_000,
      total: null,
      failed: null,
      rejected: 1,
    });
  });

  it("takes refusals out of hystrix-go's attempts", () => {
    const text = (attempts: number, refused: number, failed: number, late: number) =>
      `hystrix_go_attempts{command="payment"} ${attempts}\nhystrix_go_short_circuits{command="payment"} ${refused}\nhystrix_go_failures{command="payment"} ${failed}\nhystrix_go_timeouts{command="payment"} ${late}`;
    const services = [{ ...testService("order"), breakers: [] }];
    const probed = [{ metric: "hystrix_go_attempts", labels: { service: "order" }, series: 1 }];
    const texts = [text(0, 0, 0, 0), text(10, 4, 1, 2), text(10, 4, 1, 2)];
    expect(windowsOf(services, probed, texts)[0]?.columns).toEqual([
      { atMs: 1_005_000, total: 6, failed: 3, rejected: 4 },
      { atMs: 1_010_000, total: 0, failed: 0, rejected: 0 },
    ]);
  });
});
