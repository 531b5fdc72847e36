import { describe, expect, it } from "vitest";
import type { Service } from "@/lib/domain/service";
import { counted } from "../testing/exposition";
import { testService } from "../testing/service";
import { declaredOf } from "./declared";
import { probedOf, probeQuery } from "./discovery";
import { protectionQuery } from "./query";

function plain(name: string): Service {
  return { ...testService(name), breakers: [] };
}

function queryOf(services: readonly Service[], rows: Parameters<typeof counted>[0]) {
  return protectionQuery({ services, declared: declaredOf(services), probed: probedOf(counted(rows)) });
}

describe("probeQuery", () => {
  it("asks for known names and hand-made gauges, and not for counters of changes", () => {
    const names = new RegExp(`^(?:${/__name__=~"(.*)"\}/.exec(probeQuery())?.[1] ?? ""})$`);
    for (const name of ["resilience4j_circuitbreaker_state", "up", "circuit_breaker_state", "erpc_breaker_state"]) {
      expect(name).toMatch(names);
    }
    for (const name of ["circuit_breaker_state_changes_total", "http_requests_total"]) expect(name).not.toMatch(names);
  });
});

describe("protectionQuery", () => {
  it("asks only for what is there, and only of services that the catalogue knows", () => {
    const asked = queryOf(
      [plain("order")],
      [
        { __name__: "resilience4j_circuitbreaker_state", application: "order" },
        { __name__: "resilience4j_circuitbreaker_state", application: "somebody-else" },
        { __name__: "dapr_resiliency_cb_state", app_id: "stranger" },
      ],
    );
    expect(asked?.query).toBe(
      'label_replace({__name__=~"resilience4j_circuitbreaker_state",application=~"order"} == 1, "signal", "part:0", "", "")',
    );
  });

  it("asks for a declared metric even when the probe found nothing", () => {
    expect(queryOf([testService("order")], [])?.query).toContain(
      '{__name__=~"circuit_breaker_state",service=~"order"}',
    );
  });

  it("lets the catalogue's row go before the table's", () => {
    const [row] = testService("order").breakers;
    if (row === undefined) throw new Error("the test service declares a breaker");
    const service = { ...testService("order"), breakers: [{ ...row, metric: "breaker_state" }] };
    const query = queryOf([service], [{ __name__: "breaker_state", service: "order" }])?.query ?? "";
    expect(query.match(/breaker_state/g)).toHaveLength(1);
    expect(query).not.toContain("== 1");
  });

  it("knows a service by its Deployment and by its job", () => {
    const service = { ...plain("order"), workload: { namespace: "shop", deployment: "order-api" } };
    const rows = [
      { __name__: "breaker_state", deployment: "order-api" },
      { __name__: "app_http_circuit_breaker_state", service: "payment", job: "shop/order" },
    ];
    const query = queryOf([service], rows)?.query;
    expect(query).toContain('deployment=~"order-api"');
    expect(query).toContain('job=~"shop/order"');
  });

  it("is nothing to ask when nobody has a breaker", () => {
    expect(queryOf([plain("order")], [{ __name__: "up", service: "order" }])).toBeNull();
  });

  it("gets coarser instead of larger", () => {
    const service = testService("order");
    const probed = (series: number) => [{ metric: "circuit_breaker_state", labels: { service: "order" }, series }];
    const declared = declaredOf([service]);
    const stepOf = (series: number) =>
      protectionQuery({ services: [service], declared, probed: probed(series) })?.stepMs;
    expect([100, 3_000, 10_000, 1_000_000].map(stepOf)).toEqual([5_000, 10_000, 30_000, 60_000]);
  });
});
