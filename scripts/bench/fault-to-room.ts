import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type BenchResult, MACHINE } from "./benchmark";

const reportSchema = z.object({
  runs: z.array(
    z.object({
      faultAt: z.string().nullable(),
      firstAlertAt: z.string().nullable(),
      incidentAt: z.string().nullable(),
      shownAt: z.string().nullable(),
    }),
  ),
});

const HOPS = [
  ["fault → first alert", "faultAt", "firstAlertAt"],
  ["first alert → incident", "firstAlertAt", "incidentAt"],
  ["incident → shown", "incidentAt", "shownAt"],
] as const;

/** Plays `bad-release-slow-query` once and prints the alert path hop by hop. */
export async function benchFaultToRoom(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "fault-to-room-"));
  const out = join(folder, "out.json");
  try {
    execFileSync(
      process.execPath,
      [
        "scripts/run.mjs",
        "scripts/gameday.ts",
        "--scenario",
        "demo/scenarios/bad-release-slow-query.yaml",
        "--json",
        out,
      ],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    const run = reportSchema.parse(JSON.parse(readFileSync(out, "utf8"))).runs[0];
    if (run === undefined) throw new Error("the game day has no run");
    const spanOf = (from: string | null, to: string | null) => (from && to ? Date.parse(to) - Date.parse(from) : null);
    for (const [name, from, to] of HOPS) console.error(`  ${name}: ${spanOf(run[from], run[to]) ?? "–"} ms`);
    return [
      {
        name: "fault-to-room",
        figure: spanOf(run.faultAt, run.shownAt),
        unit: "ms (fault → shown)",
        p50: null,
        p95: null,
        p99: null,
        n: 1,
        alternative: null,
        ratio: null,
        machine: MACHINE,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
