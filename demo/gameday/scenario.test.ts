import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseScenario, readScenario } from "./scenario";

const GOOD = `name: slow
steps:
  - { at: 20s, release: { service: order, version: v2, commit: 3f1c2ab } }
  - { at: 20s, fault: { service: order, mode: delay, delay_ms: 450, when: "version=v2" } }
expect: { service: order, trigger: release, mechanism: latency, mitigation: rollback }
`;

describe("parseScenario", () => {
  it("reads durations as milliseconds and fills in steady traffic at 40 requests per second", () => {
    const scenario = parseScenario(GOOD, "slow.yaml");
    expect(scenario.steps[0]?.at).toBe(20_000);
    expect(scenario.traffic).toEqual({ rps: 40, shape: "steady" });
  });

  it.each(["1212121", "3e12345", "0012345"])("takes the commit %s for a name, as it is written", (commit) => {
    const text = GOOD.replace("version: v2, commit: 3f1c2ab", `version: 2.10, commit: ${commit}`);
    expect(parseScenario(text, "slow.yaml").steps[0]?.release).toEqual({ service: "order", version: "2.10", commit });
  });

  it("names line and column of an unknown key", () => {
    expect(() => parseScenario(GOOD.replace("delay_ms", "delayms"), "slow.yaml")).toThrow(
      /^slow\.yaml:4:54: unknown key `delayms`/,
    );
  });

  it("names line and column of a wrong value", () => {
    expect(() => parseScenario(GOOD.replace("mode: delay", "mode: slow"), "slow.yaml")).toThrow(
      /^slow\.yaml:4:\d+: steps\.1\.fault\.mode/,
    );
  });

  it("refuses a step that does two things", () => {
    expect(() =>
      parseScenario(GOOD.replace("{ at: 20s, release", "{ at: 20s, clear: all, release"), "slow.yaml"),
    ).toThrow(/exactly one thing/);
  });

  it("names the place of broken YAML", () => {
    expect(() => parseScenario("name: [", "slow.yaml")).toThrow(/^slow\.yaml:1:\d+/);
  });
});

describe("shipped scenarios", () => {
  const files = readdirSync("demo/scenarios").filter((file) => file.endsWith(".yaml"));

  it.each(files)("%s is valid and named after its file", (file) => {
    expect(`${readScenario(`demo/scenarios/${file}`).name}.yaml`).toBe(file);
  });

  it("are the four of the demo stack at least", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "bad-release-errors.yaml",
        "bad-release-slow-query.yaml",
        "dependency-timeout.yaml",
        "traffic-spike.yaml",
      ]),
    );
  });
});
