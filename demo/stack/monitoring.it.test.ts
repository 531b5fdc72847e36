import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { layoutOf } from "./layout";
import { alertmanagerConfig, prometheusConfig, serverCommand } from "./monitoring";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
let homeDir: string;
beforeEach(() => {
  homeDir = mkdtempSync(join(tmpdir(), "firebreak home "));
});
afterEach(() => rmSync(homeDir, { recursive: true, force: true }));

test.each(["demo/stack/rules.yml", "deploy/prometheus/rules.yml"])("promtool accepts %s", async (file) => {
  expect((await run("promtool", ["check", "rules", join(root, file)])).stdout).toContain("SUCCESS");
});

test("the shipped rules page for both sources of metric names after their two minutes", async () => {
  const { stdout } = await run("promtool", ["test", "rules", join(root, "deploy/prometheus/rules.test.yml")]);
  expect(stdout).toContain("SUCCESS");
});

test("the demo's rules page within seconds, with severity by service, and stay silent without traffic", async () => {
  const { stdout } = await run("promtool", ["test", "rules", join(root, "demo/stack/rules.test.yml")]);
  expect(stdout).toContain("SUCCESS");
});

test("the shipped configurations are accepted", async () => {
  const config = join(root, "deploy/prometheus/prometheus.yml");
  expect((await run("promtool", ["check", "config", "--syntax-only", config])).stdout).toContain("SUCCESS");
  const { stdout } = await run("amtool", ["check-config", join(root, "deploy/alertmanager/alertmanager.yml")]);
  expect(stdout).toContain("SUCCESS");
});

test("the demo's generated configurations are accepted, in a folder with a space too", async () => {
  const layout = layoutOf({ homeDir, portBase: 3000 });
  const prometheus = join(homeDir, "prometheus.yml");
  writeFileSync(prometheus, prometheusConfig(layout, join(homeDir, "targets.json")));
  await expect(run("promtool", ["check", "config", "--syntax-only", prometheus])).resolves.toMatchObject({
    stdout: expect.stringContaining("SUCCESS"),
  });
  const alertmanager = join(homeDir, "alertmanager.yml");
  writeFileSync(alertmanager, alertmanagerConfig(layout));
  const { stdout } = await run("amtool", ["check-config", alertmanager]);
  expect(stdout).toContain("SUCCESS");
});

test("a server runs from its image with the same paths and flags where only a Docker engine is there", () => {
  const layout = layoutOf({ homeDir: "/h", portBase: 3000 });
  const program = { kind: "image", image: "quay.io/etcd:v3", docker: "/usr/bin/docker" } as const;
  const { file, args } = serverCommand(layout, "etcd", program, ["--name", "firebreak"]);
  expect(file).toBe("/usr/bin/docker");
  expect(args.join(" ")).toContain("--network=host");
  expect(args.slice(-6)).toEqual(["-v", "/h/demo:/h/demo", "quay.io/etcd:v3", "etcd", "--name", "firebreak"]);
});
