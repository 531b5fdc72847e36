import { mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CatalogueError, createFileCatalogue, parseCatalogue } from "./client";

const ORDER = `services:
  - name: order
    team: checkout
    tier: 1
    match: { service: order }
    breakers: [{ metric: circuit_breaker_state, caller: service, callee: target, values: { closed: 0, half_open: 1, open: 2 } }]
    workload: { namespace: shop, deployment: order }
    objectives: [{ name: latency, target: 0.99, thresholdMs: 300, window: 30d }]
`;

describe("parseCatalogue", () => {
  it("names file, line and column of an unknown key", () => {
    expect(() => parseCatalogue("services:\n  - name: order\n    teem: checkout\n", "firebreak.yaml")).toThrow(
      /^firebreak\.yaml:3:5: services\.0: .*teem/,
    );
  });

  const breakersOf = (rows: string) =>
    parseCatalogue(`services:\n  - name: order\n    breakers:\n${rows}`, "firebreak.yaml");

  it("names the line of a misspelt key in a breaker's row", () => {
    expect(() => breakersOf("      - metric: cb\n        callee: target\n        valeus: gobreaker\n")).toThrow(
      /^firebreak\.yaml:6:9: services\.0\.breakers\.0: .*valeus/,
    );
  });

  it("refuses a row that says two things, or not whom is called", () => {
    const two = "      - { metric: cb, callee: target, values: gobreaker, stateLabel: state }\n";
    expect(() => breakersOf(two)).toThrow(/breakers\.0\.stateLabel: either values .* not both/);
    expect(() => breakersOf("      - { metric: cb }\n")).toThrow(/:4:\d+: .*callee: name the label/);
    const foreign = "      - { metric: cb, callee: target, values: hystrix }\n";
    expect(() => breakersOf(foreign)).toThrow(/:4:\d+: .*values: name a library \(gobreaker, failsafe-go/);
  });

  it("names the place of broken YAML", () => {
    expect(() => parseCatalogue("services: [", "firebreak.yaml")).toThrow(CatalogueError);
  });
});

describe("createFileCatalogue", () => {
  const folder = mkdtempSync(join(tmpdir(), "catalogue-"));

  it("reads a breaker's row in its long form, and in the old one", () => {
    const file = join(folder, "breakers.yaml");
    const rows = [
      "{ metric: cb_state, nameLabels: [upstream, method], values: failsafe-go, transitionsMetric: cb_changes_total }",
      "{ metric: cb_one_hot, callee: target, stateLabel: state, rejectMetric: cb_rejected_total }",
      "{ metric: circuit_breaker_state, caller: service, callee: target, values: { closed: 0, half_open: 1, open: 2 } }",
    ];
    writeFileSync(file, `services: [{ name: order, breakers: [${rows.join(", ")}] }]`);
    const catalogue = createFileCatalogue({ file, now: () => 0, onError: () => undefined });
    expect(catalogue.service("order").breakers).toMatchObject([
      {
        caller: "service",
        callee: "upstream",
        nameLabels: ["method"],
        library: "failsafe-go",
        values: { closed: 0, half_open: 2, open: 1 },
        transitionsMetric: "cb_changes_total",
      },
      { callee: "target", stateLabel: "state", values: null, rejectMetric: "cb_rejected_total" },
      { caller: "service", callee: "target", library: null, values: { closed: 0, half_open: 1, open: 2 } },
    ]);
  });

  it("gives a service that nobody wrote down discovery's defaults", () => {
    const catalogue = createFileCatalogue({
      file: join(folder, "absent.yaml"),
      now: () => 0,
      onError: () => undefined,
    });
    const service = catalogue.service("risk");
    expect(service.isDiscovered).toBe(true);
    expect(service.metrics.latency.selector).toBe('service="risk"');
  });

  it("reads an edit without a restart and keeps the last good file when the edit is broken", () => {
    const file = join(folder, "firebreak.yaml");
    const errors: string[] = [];
    let nowMs = 0;
    writeFileSync(file, ORDER);
    utimesSync(file, 1, 1);
    const catalogue = createFileCatalogue({ file, now: () => nowMs, onError: (e) => errors.push(e.message) });
    expect(catalogue.service("order").tier).toBe(1);

    writeFileSync(file, ORDER.replace("tier: 1", "tier: 3"));
    utimesSync(file, 2, 2);
    nowMs = 2_000;
    expect(catalogue.service("order").tier).toBe(3);

    writeFileSync(file, "services: [");
    utimesSync(file, 3, 3);
    nowMs = 4_000;
    expect(catalogue.service("order").tier).toBe(3);
    expect(errors).toHaveLength(1);
  });
});
