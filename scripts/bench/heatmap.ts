import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, CDPSession, Page } from "@playwright/test";
import { openBrowser } from "../screens/shoot";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";
import { pageOf } from "./heatmap/bundle";

const PAINTS = 7;
const MOVES = 200;
const CELLS = 60_000;
const VIEWPORT = { width: 2_020, height: 460 };

/** How a picture is drawn: by the room's own heat map, or by ECharts in the way it chooses or all at once. */
const DRAWERS = {
  ours: "heatBench.ours()",
  "echarts in frames": "heatBench.echarts(undefined)",
  "echarts at once": "heatBench.echarts(0)",
} as const;
type Drawer = keyof typeof DRAWERS;
const DRAWER_NAMES = ["ours", "echarts in frames", "echarts at once"] as const satisfies readonly Drawer[];

/**
 * The heat map of 1,000 × 60 cells in headless Chromium beside ECharts' canvas heat map with the same counts, on fresh pages in turn.
 * Figures are CPU time of the main thread (script, style, layout, paint) as the browser counts it: neither waiting for a frame nor other
 * programs on the machine count. A hover frame includes about 1 ms of the measurement itself, for both.
 */
export async function benchHeatmap(): Promise<readonly BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), "firebreak-bench-"));
  const browser = await openBrowser();
  try {
    const file = join(folder, "heatmap.html");
    writeFileSync(file, await pageOf("scripts/bench/heatmap/page.tsx"));
    return await measured(browser, pathToFileURL(file).href);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(browser: Browser, address: string): Promise<readonly BenchResult[]> {
  const paints: Record<Drawer, number[]> = { ours: [], "echarts in frames": [], "echarts at once": [] };
  const hovers: Record<Drawer, number[]> = { ours: [], "echarts in frames": [], "echarts at once": [] };
  for (let round = 0; round < PAINTS; round += 1) {
    for (const drawer of DRAWER_NAMES) {
      const page = await browser.newPage({ viewport: VIEWPORT });
      await page.goto(address);
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
      paints[drawer].push(await cpuMs(cdp, () => draw(page, drawer)));
      if (round === PAINTS - 1) hovers[drawer].push(...(await hoverMs(page, cdp)));
      await page.close();
    }
  }
  return [
    resultOf("heatmap-paint", "main-thread CPU ms of a first paint, 1,000 × 60 cells", paints, "p50"),
    resultOf("heatmap-hover", "main-thread CPU ms of a hover frame (p95), 1,000 × 60 cells", hovers, "p95"),
  ];
}

async function draw(page: Page, drawer: Drawer): Promise<void> {
  const cells = await page.evaluate(DRAWERS[drawer]);
  if (cells !== CELLS) throw new Error(`${drawer} drew ${String(cells)} cells, not ${CELLS}`);
}

/** Real pointer moves over the whole plot, each followed by the frames it causes. */
async function hoverMs(page: Page, cdp: CDPSession): Promise<readonly number[]> {
  const durations: number[] = [];
  for (let i = 0; i < MOVES; i += 1) {
    const x = 10 + ((i * 97) % 1_980);
    const y = 40 + ((i * 53) % 360);
    durations.push(
      await cpuMs(cdp, async () => {
        await page.mouse.move(x, y);
        await page.evaluate("heatBench.settle()");
      }),
    );
  }
  return durations;
}

async function cpuMs(cdp: CDPSession, work: () => Promise<void>): Promise<number> {
  const before = await taskSeconds(cdp);
  await work();
  return ((await taskSeconds(cdp)) - before) * 1_000;
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const found = metrics.find(({ name }) => name === "TaskDuration");
  if (found === undefined) throw new Error("Chromium tells no TaskDuration");
  return found.value;
}

/** Compared with the faster of ECharts' two ways. */
function resultOf(
  name: string,
  unit: string,
  durations: Readonly<Record<Drawer, readonly number[]>>,
  by: "p50" | "p95",
): BenchResult {
  const ours = quantilesOf(durations.ours);
  const [best] = (["echarts in frames", "echarts at once"] as const)
    .map((drawer) => ({ drawer, ms: quantilesOf(durations[drawer])[by] ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.ms - b.ms);
  const figure = ours[by];
  return {
    name,
    figure,
    unit,
    ...ours,
    n: durations.ours.length,
    alternative: best === undefined ? null : `${best.drawer} (${best.ms.toFixed(1)} ms)`,
    ratio: figure === null || figure === 0 || best === undefined ? null : best.ms / figure,
    machine: MACHINE,
  };
}
