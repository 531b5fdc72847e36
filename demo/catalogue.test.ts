import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCatalogue } from "@/lib/adapters/catalogue/client";

const shop = readFileSync(join(import.meta.dirname, "shop", "service.go"), "utf8");
const file = join(import.meta.dirname, "firebreak.yaml");
const { services } = parseCatalogue(readFileSync(file, "utf8"), file);

/** A series' family: without a selector, and without what a histogram adds to its name. */
const familyOf = (selector: string) => selector.replace(/\{.*$/s, "").replace(/_count$/, "");

describe("the demo's catalogue", () => {
  it("names breaker metrics that the shop has, with the label that it gives them", () => {
    const rows = services.flatMap(({ breakers }) => breakers ?? []);
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      const { metric, callsMetric, failuresMetric, rejectMetric, transitionsMetric } = row;
      for (const selector of [metric, callsMetric, failuresMetric, rejectMetric, transitionsMetric]) {
        const line = shop.split("\n").find((text) => text.includes(`"${familyOf(selector ?? "")}"`));
        expect(line, `${selector} in service.go`).toContain(`"${row.callee}"`);
      }
    }
  });
});
