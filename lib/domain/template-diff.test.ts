import { describe, expect, it } from "vitest";
import { redactedTemplate } from "./secret-values";
import { templateDiff } from "./template-diff";
import { templateOf } from "./workload.fixture";

const withEnv = (...env: readonly unknown[]) => templateOf("v1", { env });

describe("templateDiff", () => {
  it("matches list items by name, so an item put in front does not change those behind it", () => {
    const one = withEnv({ name: "B", value: "2" });
    const two = withEnv({ name: "A", value: "1" }, { name: "B", value: "2" });
    expect(templateDiff(one, two)).toEqual([
      { path: "spec.containers[app].env.order", from: null, to: "A, B" },
      { path: "spec.containers[app].env[A].name", from: null, to: "A" },
      { path: "spec.containers[app].env[A].value", from: null, to: "1" },
    ]);
  });

  it("shows that a secret changed without showing it", () => {
    const lines = templateDiff(
      withEnv({ name: "DB_PASSWORD", value: "hunter2" }, { name: "DB_URL", value: "postgres://u:hunter2@db/x" }),
      withEnv({ name: "DB_PASSWORD", value: "hunter3" }, { name: "DB_URL", value: "postgres://u:hunter3@db/x" }),
    );
    expect(lines).toEqual([
      { path: "spec.containers[app].env[DB_PASSWORD].value", from: "(hidden)", to: "(hidden)" },
      { path: "spec.containers[app].env[DB_URL].value", from: "postgres://u:***@db/x", to: "postgres://u:***@db/x" },
    ]);
  });

  it("takes null as absent and tells {} from absent", () => {
    expect(templateDiff({ a: null, b: {} }, { b: {} })).toEqual([]);
    expect(templateDiff({ b: {} }, {})).toEqual([{ path: "b", from: "{}", to: null }]);
  });
});

describe("redactedTemplate", () => {
  it("keeps the shape and hides values of secrets and arguments, not references or switches", () => {
    const template = templateOf("v1", {
      args: ["--api-key=abc", "--port=80"],
      env: [
        { name: "API_TOKEN", value: "abc" },
        { name: "X", valueFrom: { secretKeyRef: { name: "s", key: "token" } } },
      ],
    });
    const text = JSON.stringify(redactedTemplate({ ...template, automountServiceAccountToken: "true" }));
    expect(text).not.toContain("abc");
    expect(text).toContain('"--port=80"');
    expect(text).toContain('"key":"token"');
    expect(text).toContain('"automountServiceAccountToken":"true"');
  });
});
