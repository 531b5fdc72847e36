import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { BenchResult } from "./benchmark";

type Run = () => Promise<readonly BenchResult[]>;

/** Each module measures one or more names; it is loaded only when one of them is asked for. */
const BENCHES: readonly { readonly names: readonly string[]; readonly load: () => Promise<Run> }[] = [
  { names: ["ingest", "ingest-grouped", "storm-body"], load: async () => (await import("./ingest")).benchIngest },
  { names: ["board-scroll", "board-jump"], load: async () => (await import("./board-scroll")).benchBoardScroll },
  { names: ["live"], load: async () => (await import("./live")).benchLive },
  { names: ["fault-to-room"], load: async () => (await import("./fault-to-room")).benchFaultToRoom },
  { names: ["upstream-queries", "diagnosis"], load: async () => (await import("./room")).benchRoom },
  { names: ["critical-path"], load: async () => (await import("./critical-path")).benchCriticalPath },
  { names: ["rollback-click"], load: async () => (await import("./rollback")).benchRollbackClick },
  { names: ["rollback-crash"], load: async () => (await import("./rollback")).benchRollbackCrash },
  { names: ["room-open", "room-bundle"], load: async () => (await import("./room-open")).benchRoomOpen },
  { names: ["heatmap-paint", "heatmap-hover"], load: async () => (await import("./heatmap")).benchHeatmap },
  { names: ["mermaid"], load: async () => (await import("./mermaid")).benchMermaid },
];

/** Names of CONTRACTS that nothing measures yet. */
const NOT_YET = ["snapshot-export", "snapshot-open", "report", "import", "footprint", "cold-start"];

const { values, positionals } = parseArgs({ options: { json: { type: "string" } }, allowPositionals: true });
const known = BENCHES.flatMap((bench) => bench.names);
const asked = positionals.length > 0 ? positionals : known;
for (const name of asked) {
  if (known.includes(name)) continue;
  console.error(
    NOT_YET.includes(name) ? `${name}: not_yet` : `${name}: no such benchmark. There are: ${known.join(", ")}`,
  );
  process.exit(2);
}

const results: BenchResult[] = [];
for (const bench of BENCHES) {
  if (!bench.names.some((name) => asked.includes(name))) continue;
  console.error(`running ${bench.names.join(", ")}`);
  const run = await bench.load();
  for (const result of await run()) {
    if (!asked.includes(result.name)) continue;
    results.push(result);
    console.log(lineOf(result));
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ benchmarks: results }, null, 2)}\n`);

function lineOf(result: BenchResult): string {
  const number = (value: number | null) => (value === null ? "–" : String(Number(value.toPrecision(4))));
  const ratio = result.ratio === null ? "" : `, ${number(result.ratio)}× ${result.alternative ?? ""}`;
  const detail = result.detail === undefined ? "" : `\n  ${result.detail}`;
  return `${result.name}: ${number(result.figure)} ${result.unit}, p50 ${number(result.p50)} p95 ${number(result.p95)} p99 ${number(result.p99)} ms, n=${result.n}${ratio}${detail}`;
}
