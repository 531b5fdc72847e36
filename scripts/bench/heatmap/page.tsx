import { HeatmapChart } from "echarts/charts";
import { GridComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { NextIntlClientProvider } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { HeatOverlay } from "@/components/charts/heat-overlay";
import { LatencyHeatmap } from "@/components/charts/latency-heatmap";
import { timeAxisOf } from "@/components/charts/time-axis";
import { useSize } from "@/components/charts/use-size";
import { CrosshairLayer } from "@/components/room/crosshair-layer";
import { heatViewOf } from "@/components/room/heat-view";
import { type Cross, HEAD_PX } from "@/components/room/use-drag";
import common from "@/lib/i18n/messages/en/common.json";
import messages from "@/lib/i18n/messages/en/heatmap.json";
import room from "@/lib/i18n/messages/en/room.json";

// Runs in the browser: the room's heat map and ECharts' canvas heat map, both drawn from the same counts.

const COLUMNS = 1_000;
const ROWS = 60;
const STEP_MS = 1_000;
const GRID = { fromMs: 1_700_000_000_000, toMs: 1_700_000_000_000 + (COLUMNS - 1) * STEP_MS, stepMs: STEP_MS };

/** A band at 60 ms and from the middle on a second one at 450 ms; every cell holds something. */
function histogram() {
  const boundsS = Array.from({ length: ROWS - 1 }, (_, row) => 0.001 * 1.17 ** row);
  const bump = (row: number, middle: number) => Math.exp(-((row - middle) ** 2) / 18);
  const columns = Array.from({ length: COLUMNS }, (_, column) =>
    Array.from({ length: ROWS }, (_, row) =>
      Math.max(
        1,
        Math.round(900 * bump(row, 26) + (column > COLUMNS / 2 ? 400 * bump(row, 39) : 0) + ((column * row) % 7)),
      ),
    ),
  );
  return { boundsS, columns, nonMonotoneColumns: 0 };
}
const DATA = histogram();
const FRAME = {
  grid: GRID,
  baseline: null,
  latency: { state: "ok", atMs: GRID.toMs, n: 1, failingSinceMs: null, reason: null, query: null, data: DATA },
} as const;

const host = document.body.appendChild(document.createElement("div"));
host.style.cssText = "position:relative;width:2000px;height:418px";

function Ours() {
  const plot = useRef<HTMLDivElement>(null);
  const size = useSize(plot);
  const [cross, setCross] = useState<Cross | null>(null);
  const view = useMemo(() => (size.width > 0 ? heatViewOf(FRAME, { mode: "log", ...size }) : null), [size]);
  const axis = useMemo(() => timeAxisOf(GRID), []);
  return (
    <div
      style={{
        position: "absolute",
        inset: 0,
        display: "grid",
        gridTemplateColumns: "0 1fr",
        gridTemplateRows: `${HEAD_PX}px 1fr`,
      }}
    >
      <div ref={plot} style={{ position: "relative", gridColumn: 2, gridRow: 2 }}>
        {view === null ? null : (
          <>
            <LatencyHeatmap picture={view.picture} />
            <HeatOverlay rows={view.cells.rows} columns={axis.columns} objectiveMs={300} lines={NO_LINES} />
          </>
        )}
      </div>
      <CrosshairLayer
        axis={axis}
        heat={view}
        heatHeight={size.height}
        objectiveMs={300}
        markers={NO_LINES}
        strips={NO_LINES}
        cross={cross}
        onCross={setCross}
        pinnedColumn={null}
        onPin={nothing}
        selection={null}
        onSelect={nothing}
        weigh={() => null}
      />
    </div>
  );
}
const NO_LINES: never[] = [];
const nothing = () => undefined;

const frames = (n: number): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => (n <= 1 ? resolve() : resolve(frames(n - 1)))));

/** Resolves when the picture stands: its canvas holds as many pixels as its box, and two more frames have passed. */
async function ours(): Promise<number> {
  const root = createRoot(host);
  flushSync(() =>
    root.render(
      <NextIntlClientProvider locale="en" messages={{ heatmap: messages, room, common }} timeZone="UTC">
        <Ours />
      </NextIntlClientProvider>,
    ),
  );
  while (host.querySelector("canvas")?.width !== 2_000) await frames(1);
  await frames(2);
  const cells = heatViewOf(FRAME, { mode: "log", width: 2_000, height: 400 })?.cells;
  return (cells?.columns.length ?? 0) * (cells?.rows.length ?? 0);
}

/** `progressive` 0 draws all cells in one go; undefined leaves ECharts its own way of drawing over several frames. */
async function echarts(progressive: number | undefined): Promise<number> {
  use([HeatmapChart, GridComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);
  const chart = init(host, null, { renderer: "canvas" });
  const data = DATA.columns.flatMap((column, x) => column.map((count, y) => [x, y, Math.log1p(count)]));
  const finished = new Promise<void>((resolve) => chart.on("finished", () => resolve()));
  chart.setOption({
    animation: false,
    tooltip: { trigger: "item" },
    grid: { left: 0, right: 0, top: HEAD_PX, bottom: 0 },
    xAxis: { type: "category", show: false },
    yAxis: { type: "category", show: false },
    visualMap: { min: 0, max: Math.log1p(1_400), show: false, inRange: { color: ["#e2f4f9", "#439dd6", "#1e1e61"] } },
    series: [{ type: "heatmap", data, ...(progressive === undefined ? {} : { progressive }) }],
  });
  await finished;
  await frames(2);
  return data.length;
}

Object.assign(window, { heatBench: { ours, echarts, settle: () => frames(2) } });
