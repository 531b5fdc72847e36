import { describe, expect, it } from "vitest";
import { applyStrategicMerge } from "./strategic-merge";

const pod = {
  containers: [
    { name: "app", image: "shop/order:v1", env: [{ name: "POOL", value: "10" }] },
    { name: "proxy", image: "proxy:1" },
  ],
  strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } },
  labels: { app: "order", team: "checkout" },
};

describe("strategic merge", () => {
  it("merges containers and their environment by name and keeps the others", () => {
    const patch = { containers: [{ name: "app", image: "shop/order:v2", env: [{ name: "FLAG", value: "on" }] }] };
    expect(applyStrategicMerge(pod, patch)).toEqual({
      ...pod,
      containers: [
        {
          name: "app",
          image: "shop/order:v2",
          env: [
            { name: "POOL", value: "10" },
            { name: "FLAG", value: "on" },
          ],
        },
        { name: "proxy", image: "proxy:1" },
      ],
    });
  });

  it("removes a list item by $patch delete and a field by null", () => {
    const patch = { containers: [{ name: "proxy", $patch: "delete" }], labels: { team: null } };
    expect(applyStrategicMerge(pod, patch)).toEqual({
      ...pod,
      containers: [pod.containers[0]],
      labels: { app: "order" },
    });
  });

  it("replaces a whole list or object by $patch replace", () => {
    const patch = {
      containers: [{ name: "only", image: "x" }, { $patch: "replace" }],
      labels: { $patch: "replace", app: "new" },
    };
    expect(applyStrategicMerge(pod, patch)).toEqual({
      ...pod,
      containers: [{ name: "only", image: "x" }],
      labels: { app: "new" },
    });
  });

  it("keeps only the retained keys, as kubectl does when the strategy changes", () => {
    const patch = { strategy: { $retainKeys: ["type"], type: "Recreate" } };
    expect(applyStrategicMerge(pod, patch)).toMatchObject({ strategy: { type: "Recreate" } });
    expect(applyStrategicMerge(pod, patch)).not.toHaveProperty("strategy.rollingUpdate");
  });

  it("puts list items into the order that kubectl set image names", () => {
    const patch = {
      "$setElementOrder/containers": [{ name: "proxy" }, { name: "app" }],
      containers: [{ name: "app", image: "shop/order:v2" }],
    };
    const names = Object(applyStrategicMerge(pod, patch)).containers.map((item: { name: string }) => item.name);
    expect(names).toEqual(["proxy", "app"]);
    expect(Object.keys(Object(applyStrategicMerge(pod, patch)))).toEqual(Object.keys(pod));
  });

  it("replaces lists that have no merge key and never mutates its input", () => {
    const before = structuredClone(pod);
    expect(applyStrategicMerge({ args: ["a", "b"] }, { args: ["c"] })).toEqual({ args: ["c"] });
    applyStrategicMerge(pod, { containers: [{ name: "app", env: [{ name: "POOL", value: "2" }] }] });
    expect(pod).toEqual(before);
  });
});
