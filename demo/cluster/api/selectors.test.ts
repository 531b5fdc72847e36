import { describe, expect, it } from "vitest";
import { Store } from "../state/store";
import { matcherOf } from "./selectors";

const store = new Store(() => 0);
const object = {
  kind: "Namespace",
  apiVersion: "v1",
  metadata: store.newMeta({ name: "order", labels: { app: "order", "app.kubernetes.io/version": "v1" } }),
  status: { phase: "Active" },
};

describe("label selector", () => {
  it.each([
    ["", true],
    ["app=order", true],
    ["app==order,app.kubernetes.io/version=v1", true],
    ["app=order,app.kubernetes.io/version=v2", false],
    ["app!=order", false],
    ["team!=checkout", true],
    ["app in (order, payment)", true],
    ["app notin (order,payment)", false],
    ["team notin (checkout)", true],
    ["team in (checkout)", false],
    ["app", true],
    ["!team", true],
    ["!app", false],
    ["app in (order),team", false],
  ])("%s", (selector, expected) => {
    expect(matcherOf(selector, "")(object)).toBe(expected);
  });

  it("refuses what it cannot read", () => {
    expect(() => matcherOf("app in order", "")).toThrow("unable to parse requirement");
  });
});

describe("field selector", () => {
  it.each([
    ["metadata.name=order", true],
    ["metadata.name!=order", false],
    ["status.phase=Active,metadata.name=order", true],
    ["spec.nodeName=", true],
    ["spec.nodeName=node-a", false],
  ])("%s", (selector, expected) => {
    expect(matcherOf("", selector)(object)).toBe(expected);
  });
});
