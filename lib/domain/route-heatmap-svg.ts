import { EXPORT_INK, EXPORT_RAMP, hexOf, rampRgb, rgbOf } from "./heat-ramp";
import type { RouteRow } from "./route-heatmap";
import { element, escapedXml, textElement } from "./svg-text";

export type RouteHeatmapSvg = {
  readonly title: string;
  /** Lines under the title: stretch of time, time zone, objective, what was left out. */
  readonly about: readonly string[];
  readonly rows: readonly RouteRow[];
  /** Places 0–1 on the time axis. */
  readonly timeTicks: readonly { readonly at: number; readonly label: string }[];
};

const WIDTH = 1_200;
const ROW = 22;
const TOP = 108;
const PLOT = { left: 660, width: 524 } as const;
const COLUMNS = [
  { name: "requests", right: 370 },
  { name: "p50", right: 438 },
  { name: "p90", right: 506 },
  { name: "p99", right: 574 },
  { name: "abnormal", right: 648 },
] as const;
const MAX_ROUTE_LETTERS = 44;
const NO_COLOR = [0, 0, 0] as const;
const STOPS = EXPORT_RAMP.map((stop) => rgbOf(stop) ?? NO_COLOR);
const QUIET = { fill: EXPORT_INK.quiet };

/** Routes as a table with a strip of cells each: the share of requests that failed or were over the objective, on a fixed scale of 0–100 %. */
export function routeHeatmapSvg({ title, about, rows, timeTicks }: RouteHeatmapSvg): string {
  const bottom = TOP + rows.length * ROW;
  const height = bottom + 64;
  const body = [
    element("title", {}, escapedXml(title) || " "),
    element("desc", {}, escapedXml(about.join(". ")) || " "),
    element("rect", { width: WIDTH, height, fill: EXPORT_INK.paper }),
    textElement(16, 28, title, { "font-size": 16, "font-weight": 600, fill: EXPORT_INK.text }),
    ...about.map((line, i) => textElement(16, 46 + i * 15, line, QUIET)),
    textElement(16, TOP - 8, "route", QUIET),
    ...COLUMNS.map(({ name, right }) => textElement(right, TOP - 8, name, { "text-anchor": "end", ...QUIET })),
    ...rows.map((row, i) => rowOf(row, TOP + i * ROW)),
    ...(rows.length === 0 ? [textElement(16, TOP + 16, "No route with data in this range.", QUIET)] : []),
    ...timeTicks.map(({ at, label }) =>
      textElement(PLOT.left + at * PLOT.width, bottom + 16, label, { "text-anchor": "middle", ...QUIET }),
    ),
    legendAt(bottom + 34),
  ].join("\n");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: "img",
      "font-family": "Inter, system-ui, sans-serif",
      "font-size": 11,
    },
    `\n${body}\n`,
  )}\n`;
}

function rowOf(row: RouteRow, y: number): string {
  const name = row.route === "" ? "(no route)" : row.route;
  const isCut = name.length > MAX_ROUTE_LETTERS;
  const figures = [
    String(row.n),
    latency(row.p50Ms),
    latency(row.p90Ms),
    latency(row.p99Ms),
    percent(row.abnormalRatio),
  ];
  const width = PLOT.width / Math.max(1, row.columns.length);
  const cells = row.columns.map((ratio, i) =>
    element("rect", {
      x: PLOT.left + i * width,
      y: y + 1,
      width,
      height: ROW - 2,
      ...(ratio === null
        ? { fill: EXPORT_INK.paper, stroke: EXPORT_INK.line, "stroke-dasharray": "2 2" }
        : { fill: colorOf(ratio) }),
    }),
  );
  return element(
    "g",
    {},
    element("title", {}, escapedXml(name)) +
      element("line", { x1: 16, x2: PLOT.left + PLOT.width, y1: y, y2: y, stroke: EXPORT_INK.line }) +
      textElement(16, y + 15, isCut ? `${name.slice(0, MAX_ROUTE_LETTERS - 1)}…` : name, { fill: EXPORT_INK.text }) +
      figures
        .map((figure, i) =>
          textElement(COLUMNS[i]?.right ?? 0, y + 15, figure, { "text-anchor": "end", fill: EXPORT_INK.text }),
        )
        .join("") +
      cells.join(""),
  );
}

/** The square root: 1 % must be told from none. Nothing abnormal is the palest colour. */
function colorOf(ratio: number): string {
  return hexOf(rampRgb(STOPS, Math.sqrt(ratio)));
}

function legendAt(y: number): string {
  const steps = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1];
  return [
    textElement(PLOT.left, y + 10, "abnormal", QUIET),
    ...steps.map((ratio, i) => {
      const x = PLOT.left + 60 + i * 62;
      return (
        element("rect", { x, y, width: 14, height: 12, fill: colorOf(ratio) }) +
        textElement(x + 18, y + 10, percent(ratio), QUIET)
      );
    }),
  ].join("");
}

function latency(ms: number | null): string {
  if (ms === null) return "–";
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${Math.round(ms * 10) / 10} ms`;
}

function percent(ratio: number | null): string {
  if (ratio === null) return "–";
  const value = ratio * 100;
  return `${value > 0 && value < 10 ? value.toFixed(value < 0.1 ? 2 : 1) : Math.round(value)} %`;
}
