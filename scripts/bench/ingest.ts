import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";
import { bodies } from "./intake/bodies";
import { type LoadResult, postAll } from "./intake/http-load";
import { type Bench, startBench, TOKEN } from "./intake/server-under-test";

const CONNECTIONS = 48;
const NAIVE = "one transaction per alert";
const WARM_UP_POSTS = 600;

/** Measures durable 202s over HTTP: server, database and load generator share this machine. */
export async function benchIngest(): Promise<readonly BenchResult[]> {
  const bench = await startBench();
  try {
    const ours = `${await bench.startServer("server/main.ts")}/api/webhooks/alertmanager`;
    const naive = await bench.startServer("scripts/bench/intake/naive-server.ts");
    const load = (url: string, count: number, alertsEach: number, connections = CONNECTIONS) =>
      postAll({ url, token: TOKEN, bodies: bodies(count, alertsEach), connections });
    await load(ours, WARM_UP_POSTS, 1);
    await load(ours, 60, 100);
    await load(naive, WARM_UP_POSTS, 1);

    const single = await load(ours, 12_000, 1);
    const singleNaive = await load(naive, 2_500, 1);
    const grouped = await load(ours, 800, 100);
    const groupedNaive = await load(naive, 40, 100);
    await load(ours, 1, 20_000, 1);
    const storms: LoadResult[] = [];
    for (let i = 0; i < 3; i += 1) storms.push(await load(ours, 1, 20_000, 1));
    await checkNothingLost(bench, 12_000 + WARM_UP_POSTS + 6_000 + 80_000 + 80_000);
    for (const result of [single, singleNaive, grouped, groupedNaive, ...storms]) {
      if (result.failures > 0) throw new Error(`${result.failures} posts were not answered 202`);
    }
    const singleNaiveRate = rateOf(singleNaive, 1);
    const stormMs = storms.flatMap((storm) => storm.latenciesMs);
    const figure = quantilesOf(stormMs).p50 ?? 0;
    return [
      { name: "ingest", ...alertsPerS(single, 1), ...against(rateOf(single, 1) / singleNaiveRate) },
      {
        name: "ingest-grouped",
        ...alertsPerS(grouped, 100),
        ...against(rateOf(grouped, 100) / rateOf(groupedNaive, 100)),
      },
      {
        name: "storm-body",
        figure,
        unit: "ms",
        ...quantilesOf(stormMs),
        n: storms.length,
        // 20,000 of the naive transactions, at the rate measured above.
        ...against(((20_000 / singleNaiveRate) * 1_000) / figure),
      },
    ];
  } finally {
    await bench.close();
  }
}

function rateOf(result: LoadResult, alertsEach: number): number {
  return (result.latenciesMs.length * alertsEach) / (result.durationMs / 1_000);
}

function alertsPerS(result: LoadResult, alertsEach: number) {
  const { latenciesMs } = result;
  return { figure: rateOf(result, alertsEach), unit: "alerts/s", ...quantilesOf(latenciesMs), n: latenciesMs.length };
}

function against(ratio: number) {
  return { alternative: NAIVE, ratio, machine: MACHINE };
}

/** A fast answer that lost an alert would be worth nothing. */
async function checkNothingLost({ pool }: Bench, expected: number): Promise<void> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM alert_episode WHERE service NOT LIKE 'naive-%'",
  );
  if (rows[0]?.n !== expected) throw new Error(`${rows[0]?.n} episodes stored of ${expected} accepted`);
}
