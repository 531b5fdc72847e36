import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ProcessRecords, processStartTime } from "./process-record";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "firebreak-records-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sleeper() {
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  await once(child, "spawn");
  const { pid } = child;
  if (pid === undefined) throw new Error("sleep did not start");
  return { child, pid };
}

it.runIf(process.platform === "linux")("kills what an earlier run left behind", async () => {
  const { child, pid } = await sleeper();
  new ProcessRecords(folder).add(pid);
  const exited = once(child, "exit");
  expect(new ProcessRecords(folder).killOrphans()).toBe(1);
  expect(await exited).toEqual([null, "SIGKILL"]);
  expect(readdirSync(folder)).toEqual([]);
});

it.runIf(process.platform === "linux")("spares another process under the same number, and a torn record", async () => {
  const { child, pid } = await sleeper();
  const records = new ProcessRecords(folder);
  records.add(pid);
  const file = join(folder, `${pid}.json`);
  writeFileSync(file, readFileSync(file, "utf8").replace(/"startTime":"\d+"/, '"startTime":"1"'));
  writeFileSync(join(folder, "7.json"), '{"pid":7,"sta');
  expect(records.killOrphans()).toBe(0);
  expect(processStartTime(pid)).toMatch(/^\d+$/);
  child.kill("SIGKILL");
});
