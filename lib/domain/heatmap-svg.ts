import type { HeatCells } from "./heat-cells";
import { EXPORT_INK, EXPORT_RAMP, hexOf, placeOfShade, rampRgb, rgbOf } from "./heat-ramp";
import { AS_USUAL, type HeatShades, NO_REQUEST } from "./heat-shades";
import { element, escapedXml, textElement } from "./svg-text";

/** Places on the axes are 0–1, from left and from the bottom. All words come written, in the reader's language and time zone. */
export type HeatmapSvg = {
  readonly title: string;
  /** Lines under the title: service, stretch of time, step, time zone, query. */
  readonly about: readonly string[];
  readonly cells: Pick<HeatCells, "rows" | "edges" | "columns">;
  readonly shades: HeatShades;
  readonly timeTicks: readonly { readonly at: number; readonly label: string }[];
  readonly latencyTicks: readonly { readonly at: number; readonly label: string }[];
  readonly objective: { readonly at: number; readonly label: string } | null;
  readonly markers: readonly { readonly at: number; readonly label: string }[];
  /** Words at the two ends of the ramp, and for the other two looks a cell can have. */
  readonly legend: { readonly low: string; readonly high: string; readonly gap: string; readonly usual: string | null };
};

const NO_COLOR = [0, 0, 0] as const;
const WIDTH = 1_200;
const PLOT = { left: 76, top: 96, width: 1_100, height: 360 } as const;
const HEIGHT = PLOT.top + PLOT.height + 72;
const STOPS = EXPORT_RAMP.map((stop) => rgbOf(stop) ?? NO_COLOR);

/** The heat map as a picture that stands alone: axes, cells, gaps, objective, markers, legend and what it is about. */
export function heatmapSvg(picture: HeatmapSvg): string {
  const body = [
    element("title", {}, escapedXml(picture.title) || " "),
    element("desc", {}, escapedXml(picture.about.join(". ")) || " "),
    element(
      "defs",
      {},
      element(
        "pattern",
        { id: "gap", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        element("rect", { width: 6, height: 6, fill: "#f3f4f6" }) +
          element("line", { y2: 6, stroke: "#b7bbc1", "stroke-width": 1.5 }),
      ),
    ),
    element("rect", { width: WIDTH, height: HEIGHT, fill: EXPORT_INK.paper }),
    textElement(16, 28, picture.title, { "font-size": 16, "font-weight": 600, fill: EXPORT_INK.text }),
    ...picture.about.map((line, i) => textElement(16, 46 + i * 15, line, { fill: EXPORT_INK.quiet })),
    cellsOf(picture),
    axesOf(picture),
    legendOf(picture),
  ].join("\n");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: "img",
      "font-family": "Inter, system-ui, sans-serif",
      "font-size": 11,
    },
    `\n${body}\n`,
  )}\n`;
}

const xOf = (at: number) => PLOT.left + at * PLOT.width;
const yOf = (at: number) => PLOT.top + (1 - at) * PLOT.height;

/** One rectangle per run of equal neighbours in a row, and per run of gaps. */
function cellsOf({ cells, shades }: HeatmapSvg): string {
  const { rows, edges, columns } = cells;
  const last = edges.at(-1) ?? 1;
  const x = (column: number) => xOf((edges[column] ?? last) / last);
  const parts: string[] = [];
  for (const [row, { y0, y1 }] of rows.entries()) {
    for (const run of runsOf(columns.length, (column) => shades.cells[column * shades.rows + row] ?? NO_REQUEST)) {
      if (run.value === NO_REQUEST) continue;
      parts.push(
        element("rect", {
          x: x(run.from),
          y: yOf(y1),
          width: x(run.to) - x(run.from),
          height: yOf(y0) - yOf(y1),
          fill: run.value === AS_USUAL ? EXPORT_INK.usual : hexOf(rampRgb(STOPS, placeOfShade(run.value))),
        }),
      );
    }
  }
  for (const run of runsOf(columns.length, (column) => (columns[column] === null ? 1 : 0))) {
    if (run.value === 0) continue;
    const box = { x: x(run.from), y: PLOT.top, width: x(run.to) - x(run.from), height: PLOT.height };
    parts.push(element("rect", { ...box, fill: "url(#gap)" }));
  }
  return element("g", { "shape-rendering": "crispEdges" }, parts.join(""));
}

type Run = { readonly from: number; to: number; readonly value: number };

function runsOf(length: number, valueAt: (index: number) => number): readonly Run[] {
  const runs: Run[] = [];
  for (let index = 0; index < length; index += 1) {
    const value = valueAt(index);
    const run = runs.at(-1);
    if (run?.value === value) run.to = index + 1;
    else runs.push({ from: index, to: index + 1, value });
  }
  return runs;
}

function axesOf({ timeTicks, latencyTicks, objective, markers }: HeatmapSvg): string {
  const bottom = PLOT.top + PLOT.height;
  const right = PLOT.left + PLOT.width;
  const quiet = { fill: EXPORT_INK.quiet };
  return [
    element("path", { d: `M${PLOT.left} ${PLOT.top}V${bottom}H${right}`, fill: "none", stroke: EXPORT_INK.quiet }),
    ...timeTicks.map(({ at, label }) =>
      textElement(xOf(at), bottom + 16, label, { "text-anchor": "middle", ...quiet }),
    ),
    ...latencyTicks.map(({ at, label }) =>
      textElement(PLOT.left - 6, yOf(at) + 4, label, { "text-anchor": "end", ...quiet }),
    ),
    ...(objective === null
      ? []
      : [
          element("line", {
            x1: PLOT.left,
            x2: right,
            y1: yOf(objective.at),
            y2: yOf(objective.at),
            stroke: EXPORT_INK.text,
            "stroke-dasharray": "4 3",
          }),
          textElement(right - 4, yOf(objective.at) - 4, objective.label, {
            "text-anchor": "end",
            fill: EXPORT_INK.text,
          }),
        ]),
    ...withRoom(markers).map(({ at, label, isLabelled }) =>
      element(
        "g",
        {},
        element("title", {}, escapedXml(label) || " ") +
          element("line", {
            x1: xOf(at),
            x2: xOf(at),
            y1: PLOT.top - 4,
            y2: bottom,
            stroke: EXPORT_INK.text,
            opacity: 0.5,
          }) +
          element("path", { d: `M${xOf(at) - 4} ${PLOT.top - 11}h8l-4 7z`, fill: EXPORT_INK.text }) +
          (isLabelled ? textElement(xOf(at) + 6, PLOT.top - 5, label, { fill: EXPORT_INK.text }) : ""),
      ),
    ),
  ].join("\n");
}

const LETTER_PX = 6.5;

/** A label that would lie on the one before it goes; its name stays in the marker's title. `markers` from left to right. */
function withRoom(markers: HeatmapSvg["markers"]) {
  let freeFrom = 0;
  return markers.map((marker) => {
    const left = xOf(marker.at);
    const isLabelled = marker.label !== "" && left >= freeFrom;
    if (isLabelled) freeFrom = left + 12 + marker.label.length * LETTER_PX;
    return { ...marker, isLabelled };
  });
}

function legendOf({ legend }: HeatmapSvg): string {
  const y = PLOT.top + PLOT.height + 38;
  const quiet = { fill: EXPORT_INK.quiet };
  const ramp = EXPORT_RAMP.map((fill, i) =>
    element("rect", { x: PLOT.left + 120 + i * 16, y, width: 16, height: 12, fill }),
  );
  const right = PLOT.left + 120 + EXPORT_RAMP.length * 16;
  const box = (x: number, fill: string, label: string) =>
    element("rect", { x, y, width: 16, height: 12, fill }) + textElement(x + 22, y + 10, label, quiet);
  return [
    textElement(PLOT.left + 114, y + 10, legend.low, { "text-anchor": "end", ...quiet }),
    ...ramp,
    textElement(right + 6, y + 10, legend.high, quiet),
    box(right + 240, "url(#gap)", legend.gap),
    ...(legend.usual === null ? [] : [box(right + 420, EXPORT_INK.usual, legend.usual)]),
  ].join("");
}
