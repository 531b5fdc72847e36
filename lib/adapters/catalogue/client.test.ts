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
      /^firebreak\.yaml:2:\d+: services\.0: .*teem/,
    );
  });

  it("names the place of broken YAML", () => {
    expect(() => parseCatalogue("services: [", "firebreak.yaml")).toThrow(CatalogueError);
  });
});

describe("createFileCatalogue", () => {
  const folder = mkdtempSync(join(tmpdir(), "catalogue-"));

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
