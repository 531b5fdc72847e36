import { describe, expect, it } from "vitest";
import { LIBRARY_VALUES } from "@/lib/domain/breaker-encodings";
import type { ProtectionPicture } from "@/lib/domain/protection";
import type { BreakerMapping, Service } from "@/lib/domain/service";
import { scraped } from "../testing/exposition";
import { testService } from "../testing/service";
import { declaredOf } from "./declared";
import { DIALECTS } from "./dialects";
import { protectionOf } from "./read";

// One case per row of the adapter's table: text as the library prints it, scraped into a range answer, read into our words.

const STEP_MS = 5_000;
const FROM_MS = 1_000_000;

function read(
  texts: readonly (string | null)[],
  {
    target = { service: "order", pod: "order-1" },
    breakers = [],
  }: { readonly target?: Readonly<Record<string, string>>; readonly breakers?: readonly BreakerMapping[] } = {},
): ProtectionPicture {
  const grid = { fromMs: FROM_MS, toMs: FROM_MS + (texts.length - 1) * STEP_MS, stepMs: STEP_MS };
  const services: readonly Service[] = [
    { ...testService("order"), breakers },
    { ...testService("payment"), breakers: [] },
  ];
  return protectionOf(scraped([{ target, texts }], grid), { services, declared: declaredOf(services), grid });
}

/** A declared row as the catalogue makes it. */
function declare(mapping: Partial<BreakerMapping>): readonly BreakerMapping[] {
  const [shop] = testService("order").breakers;
  if (shop === undefined) throw new Error("the test service declares a breaker");
  return [{ ...shop, values: null, ...mapping }];
}

const at = (column: number) => new Date(FROM_MS + column * STEP_MS);

describe("goresilience: the counter's words, last change wins", () => {
  const text = (open: number, half: number, close: number) => `
# TYPE goresilience_circuitbreaker_state_changes_total counter
goresilience_circuitbreaker_state_changes_total{id="payment",state="close"} ${close}
goresilience_circuitbreaker_state_changes_total{id="payment",state="half-open"} ${half}
goresilience_circuitbreaker_state_changes_total{id="payment",state="open"} ${open}
# TYPE goresilience_circuitbreaker_current_condition gauge
goresilience_circuitbreaker_current_condition{id="payment"} 3
`;
  it.each([
    ["closed since it began", [text(0, 0, 1), text(0, 0, 1)], "closed"],
    ["opened", [text(0, 0, 1), text(1, 0, 1)], "open"],
    ["open since before the look-back", [text(3, 2, 2), text(3, 2, 2)], "open"],
    ["tries", [text(1, 0, 1), text(1, 1, 1)], "half_open"],
    ["closed after a trial", [text(2, 2, 2), text(2, 2, 3)], "closed"],
    ["tries for the second time", [text(3, 2, 2), text(3, 3, 2)], "half_open"],
  ] as const)("%s", (_, texts, state) => {
    expect(read(texts).breakers).toMatchObject([
      { caller: "order", callee: "payment", state, readAs: [{ dialect: "goresilience" }] },
    ]);
  });
});

describe("hystrix-go: open while short circuits grow", () => {
  const text = (attempts: number, refused: number) => `
# HELP hystrix_go_attempts The number of updates.
# TYPE hystrix_go_attempts counter
hystrix_go_attempts{command="payment"} ${attempts}
# TYPE hystrix_go_short_circuits counter
hystrix_go_short_circuits{command="payment"} ${refused}
`;
  it.each([
    ["refuses", [text(10, 0), text(20, 4)], "open", null],
    ["lets everything through", [text(10, 4), text(20, 4)], "closed", null],
    ["nobody calls, so nobody knows", [text(10, 4), text(10, 4)], "unknown", "no_calls"],
    ["a restart counts from zero", [text(90, 40), text(6, 2)], "open", null],
  ] as const)("%s", (_, texts, state, unknownReason) => {
    expect(read(texts).breakers).toMatchObject([{ callee: "payment", state, unknownReason }]);
  });
});

describe("GoFr: 0 closed, 1 open, the callee in its own `service`", () => {
  const text = (value: number) => `
# TYPE app_http_circuit_breaker_state gauge
app_http_circuit_breaker_state{service="payment"} ${value}
`;
  it("reads the label that the scraper moved aside", () => {
    expect(read([text(0), text(1)]).breakers).toMatchObject([{ caller: "order", callee: "payment", state: "open" }]);
  });
  it("does not take the callee for the caller where the scraper sets no service", () => {
    expect(read([text(0)], { target: { pod: "p", app: "order" } }).breakers).toMatchObject([
      { caller: "order", callee: "payment", state: "closed" },
    ]);
  });
});

describe("Dapr: one series per status", () => {
  const text = (status: string) =>
    ["unknown", "closed", "half-open", "open"]
      .map(
        (word) =>
          `dapr_resiliency_cb_state{app_id="order",flow_direction="outbound",name="shop",namespace="prod",policy="circuitbreaker",status="${word}",target="app_payment"} ${word === status ? 1 : 0}`,
      )
      .join("\n");
  it.each([
    ["closed", "closed", null],
    ["half-open", "half_open", null],
    ["open", "open", null],
    ["unknown", "unknown", "library_says_unknown"],
    ["none of them", "unknown", "series_went_away"],
  ] as const)("%s", (status, state, unknownReason) => {
    expect(read([text("closed"), text(status)], { target: { pod: "p" } }).breakers).toMatchObject([
      { caller: "order", callee: "payment", state, unknownReason, readAs: [{ dialect: "dapr" }] },
    ]);
  });
});

describe("Mimir: one series per state, and a counter of transitions", () => {
  const text = (state: string, opened: number, tried: number) => `
# TYPE cortex_ingester_circuit_breaker_current_state gauge
cortex_ingester_circuit_breaker_current_state{request_type="push",state="closed"} ${state === "closed" ? 1 : 0}
cortex_ingester_circuit_breaker_current_state{request_type="push",state="half-open"} ${state === "half-open" ? 1 : 0}
cortex_ingester_circuit_breaker_current_state{request_type="push",state="open"} ${state === "open" ? 1 : 0}
# TYPE cortex_ingester_circuit_breaker_transitions_total counter
cortex_ingester_circuit_breaker_transitions_total{request_type="push",state="closed"} 0
cortex_ingester_circuit_breaker_transitions_total{request_type="push",state="half-open"} ${tried}
cortex_ingester_circuit_breaker_transitions_total{request_type="push",state="open"} ${opened}
`;
  it("counts what happened between two samples", () => {
    // state:  closed  open  open  open      opened three times, tried twice, the gauge saw one spell
    const picture = read([text("closed", 0, 0), text("open", 1, 0), text("open", 3, 2), text("open", 3, 2)]);
    expect(picture.breakers).toMatchObject([
      { callee: "push", state: "open", flaps: 3, openSince: at(1), lastProbeAt: at(2), wasOpenBefore: false },
    ]);
  });
});

describe("resilience4j: one series per state, with states that a person sets", () => {
  const STATES = ["closed", "open", "half_open", "forced_open", "disabled", "metrics_only"];
  const text = (state: string) => `
# HELP resilience4j_circuitbreaker_state The states of the circuit breaker
# TYPE resilience4j_circuitbreaker_state gauge
${STATES.map((word) => `resilience4j_circuitbreaker_state{application="order",group="none",name="paymentService",state="${word}",} ${word === state ? "1.0" : "0.0"}`).join("\n")}
`;
  it.each([
    ["closed", "closed", null],
    ["open", "open", null],
    ["half_open", "half_open", null],
    ["forced_open", "open", "forced_open"],
    ["disabled", "closed", "disabled"],
    ["metrics_only", "closed", "metrics_only"],
  ] as const)("%s", (word, state, mode) => {
    expect(read([text(word)], { target: { pod: "p" } }).breakers).toMatchObject([
      { caller: "order", callee: "paymentService", state, mode },
    ]);
  });
});

describe("SmallRye: one series per state", () => {
  const text = (label: string, state: string) => `
# TYPE ft_circuitbreaker_state_current gauge
${["closed", "open", "halfOpen"].map((word) => `ft_circuitbreaker_state_current{method="shop.PaymentClient.charge",${label}="${word}"} ${word === state ? "1.0" : "0.0"}`).join("\n")}
# TYPE ft_circuitbreaker_state_total_nanoseconds counter
ft_circuitbreaker_state_total_nanoseconds{method="shop.PaymentClient.charge",${label}="open"} 9000
`;
  it.each([
    ["state", "halfOpen", "half_open"],
    ["state", "open", "open"],
    ["circuitState", "closed", "closed"],
  ] as const)("label %s says %s", (label, word, state) => {
    expect(read([text(label, word)]).breakers).toMatchObject([{ callee: "shop.PaymentClient.charge", state }]);
  });
});

describe("Armeria: 1 closed, 0.5 half-open, 0 open", () => {
  const text = (value: string) => `
# TYPE armeria_client_circuit_breaker_state gauge
armeria_client_circuit_breaker_state{name="payment"} ${value}
# TYPE armeria_client_circuit_breaker_transitions_total counter
armeria_client_circuit_breaker_transitions_total{name="payment",state="OPEN"} 1.0
armeria_client_circuit_breaker_transitions_total{name="payment",state="HALF_OPEN"} 0.0
`;
  it.each([
    ["1.0", "closed"],
    ["0.5", "half_open"],
    ["0.0", "open"],
  ] as const)("%s is %s", (value, state) => {
    expect(read([text(value)]).breakers).toMatchObject([{ callee: "payment", state }]);
  });
});

describe("mollitia: one series per state", () => {
  const text = (state: string) =>
    ["closed", "half-opened", "opened"]
      .map((word) => `breaker_state{circuit="payment",state="${word}"} ${word === state ? 1 : 0}`)
      .join("\n");
  it.each([
    ["closed", "closed"],
    ["half-opened", "half_open"],
    ["opened", "open"],
  ] as const)("%s is %s", (word, state) => {
    expect(read([text(word)]).breakers).toMatchObject([
      { callee: "payment", state, readAs: [{ dialect: "mollitia" }] },
    ]);
  });
});

describe("Polly: events only, the last one is the state", () => {
  const line = (event: string, severity: string, n: number) =>
    n === 0
      ? ""
      : `resilience_polly_strategy_events_total{event_name="${event}",event_severity="${severity}",pipeline_name="payment",pipeline_instance="",strategy_name="CircuitBreaker"} ${n}`;
  const text = (opened: number, tried: number, closed: number) =>
    [
      "# TYPE resilience_polly_strategy_events_total counter",
      'resilience_polly_strategy_events_total{event_name="OnRetry",event_severity="Warning",pipeline_name="payment",pipeline_instance="",strategy_name="Retry"} 7',
      line("OnCircuitOpened", "Error", opened),
      line("OnCircuitHalfOpened", "Warning", tried),
      line("OnCircuitClosed", "Information", closed),
    ].join("\n");
  it.each([
    ["opened", [text(0, 0, 0), text(1, 0, 0)], "open"],
    ["tries", [text(1, 0, 0), text(1, 1, 0)], "half_open"],
    ["closed again", [text(1, 1, 0), text(1, 1, 1)], "closed"],
    ["closed, then a second spell failed its trial", [text(2, 1, 1), text(3, 2, 1)], "open"],
    ["closed at the end of a long life", [text(5, 5, 2), text(5, 5, 3)], "closed"],
  ] as const)("%s", (_, texts, state) => {
    expect(read(texts).breakers).toMatchObject([{ caller: "order", callee: "payment", state }]);
  });
  it("is no breaker at all before its first event", () => {
    expect(read([text(0, 0, 0)]).breakers).toEqual([]);
  });
});

describe("Envoy thresholds: a limit that is reached, not a breaker", () => {
  const text = (pending: number) => `
# TYPE envoy_cluster_circuit_breakers_default_rq_pending_open gauge
envoy_cluster_circuit_breakers_default_rq_pending_open{cluster_name="outbound|80||payment.shop.svc.cluster.local"} ${pending}
envoy_cluster_circuit_breakers_default_cx_open{cluster_name="outbound|80||payment.shop.svc.cluster.local"} 0
envoy_cluster_circuit_breakers_default_rq_pending_open{cluster_name="inbound|8080||"} 1
`;
  it("names the limit and since when", () => {
    const picture = read([text(0), text(1), text(1)]);
    expect(picture.breakers).toEqual([]);
    expect(picture.limits).toMatchObject([
      { caller: "order", callee: "payment", limit: "pending_requests", podsAtLimit: 1, since: at(1) },
    ]);
  });
  it("says nothing while it is below", () => {
    expect(read([text(1), text(0)]).limits).toEqual([]);
  });
});

describe("Envoy outliers: hosts ejected of hosts", () => {
  const text = (ejected: number) => `
# TYPE envoy_cluster_outlier_detection_ejections_active gauge
envoy_cluster_outlier_detection_ejections_active{envoy_cluster_name="payment"} ${ejected}
# TYPE envoy_cluster_membership_total gauge
envoy_cluster_membership_total{envoy_cluster_name="payment"} 6
`;
  it("is a signal of its own", () => {
    const picture = read([text(0), text(2)]);
    expect(picture.breakers).toEqual([]);
    expect(picture.limits).toEqual([]);
    expect(picture.ejections).toMatchObject([
      { caller: "order", callee: "payment", hostsEjected: 2, hosts: 6, podsEjecting: 1, since: at(1) },
    ]);
  });
});

describe("gauges that a service makes of a library's state", () => {
  const text = (value: number) => `circuit_breaker_state{target="payment"} ${value}`;
  it.each([
    // library       0         1            2
    ["gobreaker", ["closed", "half_open", "open"]],
    ["sentinel", ["closed", "half_open", "open"]],
    ["failsafe-go", ["closed", "open", "half_open"]],
    ["kratos", ["open", "closed", "unknown"]],
  ] as const)("%s", (library, states) => {
    const breakers = declare({ library, values: LIBRARY_VALUES[library] });
    expect([0, 1, 2].map((value) => read([text(value)], { breakers }).breakers[0]?.state)).toEqual(states);
    expect(read([text(0)], { breakers }).breakers[0]?.readAs).toEqual([
      { dialect: library, metric: "circuit_breaker_state" },
    ]);
  });

  it("is never guessed: a number without a declared meaning is unknown, and says why", () => {
    for (const value of [0, 1, 2]) {
      expect(read([text(value)]).breakers).toMatchObject([
        { caller: "order", callee: "payment", state: "unknown", unknownReason: "encoding_not_declared", pods: 1 },
      ]);
    }
  });

  it("takes a declared number that the values do not name for unknown", () => {
    const breakers = declare({ values: { closed: 0, half_open: 1, open: 2 } });
    expect(read([text(0), text(7)], { breakers }).breakers).toMatchObject([
      { state: "unknown", unknownReason: "value_not_declared" },
    ]);
  });

  it("reads a hand-made series per state by its words", () => {
    expect(
      read([
        'circuit_breaker_state{target="payment",state="OPEN"} 1\ncircuit_breaker_state{target="payment",state="CLOSED"} 0',
      ]).breakers,
    ).toMatchObject([{ callee: "payment", state: "open" }]);
    const breakers = declare({ metric: "my_cb", stateLabel: "phase" });
    expect(
      read(['my_cb{target="payment",phase="half-open"} 1\nmy_cb{target="payment",phase="open"} 0'], { breakers })
        .breakers,
    ).toMatchObject([{ state: "half_open" }]);
  });

  it("says so when two states claim to be the current one", () => {
    expect(
      read([
        'circuit_breaker_state{target="payment",state="open"} 1\ncircuit_breaker_state{target="payment",state="closed"} 1',
      ]).breakers,
    ).toMatchObject([{ state: "unknown", unknownReason: "states_contradict" }]);
  });
});

describe("adaptive throttling (go-zero, kratos): a share of calls", () => {
  it("is shedding, not a breaker", () => {
    const breakers = declare({ metric: "breaker_drop_ratio", signal: "shedding" });
    const picture = read(['breaker_drop_ratio{target="payment"} 0.25'], { breakers });
    expect(picture.breakers).toEqual([]);
    expect(picture.shedding).toMatchObject([
      { caller: "order", callee: "payment", ratio: 0.25, podsShedding: 1, pods: 1 },
    ]);
  });
});

describe("every row", () => {
  it("has a source and a test above", () => {
    expect(DIALECTS.map(({ id }) => id)).toEqual([
      "goresilience",
      "hystrix-go",
      "gofr",
      "dapr",
      "mimir",
      "resilience4j",
      "smallrye",
      "armeria",
      "mollitia",
      "polly",
      "envoy-thresholds",
      "envoy-outliers",
    ]);
    for (const { source } of DIALECTS) expect(source).not.toBe("");
  });

  it("reads no series as nothing, never as closed, and names who is silent", () => {
    const breakers = declare({ values: { closed: 0, half_open: 1, open: 2 } });
    expect(read([null], { breakers })).toMatchObject({
      breakers: [],
      silent: [{ service: "order", metric: "circuit_breaker_state" }],
    });
  });
});
