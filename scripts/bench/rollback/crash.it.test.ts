import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { crashCase, DOOMS } from "./crash-case";
import { RollbackWorld } from "./world";

let world: RollbackWorld;
let stateDir: string;
beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "firebreak-rollback-"));
  const { url } = await testDatabase();
  world = await RollbackWorld.start({ databaseUrl: url, stateDir, podPorts: { from: 0, to: 0 } });
});
afterAll(async () => {
  await world?.close();
  rmSync(stateDir, { recursive: true, force: true });
});

describe("a rollback whose worker is killed with SIGKILL", () => {
  it.each(DOOMS)("ends with exactly one patch and a proved recovery: $stage $failPoint $killAfterMs", async (doom) => {
    for (let round = 0; round < 2; round += 1) {
      const outcome = await crashCase(world, doom);
      expect(outcome).toEqual({ doom, wasKilled: true, wrong: [] });
    }
  });
});
