import { describe, expect, it } from "vitest";
import { reconcileRollback } from "./rollback-reconciliation";
import type { Workload } from "./workload";
import { workloadFixture } from "./workload.fixture";

function next(workload: Workload | null, mayHaveSent: boolean): string {
  const from = { templateHash: "hash-v2" };
  return reconcileRollback({ mitigationId: "m1", workload, from, mayHaveSent }).kind;
}
const marked = (mark: string, over: Partial<Workload> = {}) =>
  workloadFixture({ annotations: { "firebreak.dev/mitigation": mark }, ...over });

describe("reconciling an intent with the world", () => {
  it("finds its own mark: patched, whatever happened to the template since", () => {
    expect(next(marked("m1"), true)).toBe("patched");
    expect(next(marked("m1", { templateHash: "hash-v9" }), false)).toBe("patched");
  });

  it("finds the template untouched: applies, also when an earlier attempt may have sent it", () => {
    expect(next(workloadFixture(), false)).toBe("apply");
    expect(next(marked("another"), true)).toBe("apply");
  });

  it("finds another template: failed when nothing was sent, unknown when something may have been", () => {
    expect(next(workloadFixture({ templateHash: "hash-v3" }), false)).toBe("failed");
    expect(next(workloadFixture({ templateHash: "hash-v3" }), true)).toBe("unknown");
    expect(next(null, false)).toBe("failed");
    expect(next(null, true)).toBe("unknown");
  });
});
