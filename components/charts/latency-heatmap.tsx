"use client";

import { useEffect, useRef } from "react";
import type { AxisRow } from "@/lib/domain/heatmap";
import { latencyY, type Rgb, rampColor, rgbOf } from "./heat-scale";
import { type Size, useSize } from "./use-size";
import { useThemeVersion } from "./use-theme-version";

const STOPS = 9;

export type HeatmapData = {
  readonly rows: readonly AxisRow[];
  /** [column][row] 0–1; null cell = empty, null column = gap. */
  readonly shades: readonly (readonly (number | null)[] | null)[];
  readonly objectiveMs: number;
};

/** Latency over time as counts per bucket, on its own canvas. Decoration for eyes: the table behind it carries the numbers. */
export function LatencyHeatmap({ data }: { data: HeatmapData }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(canvas);
  const theme = useThemeVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the tokens while painting
  useEffect(() => {
    if (canvas.current && size.width > 0) paint(canvas.current, size, data);
  }, [data, size, theme]);
  return <canvas ref={canvas} aria-hidden className="absolute inset-0 block size-full" />;
}

function paint(canvas: HTMLCanvasElement, { width, height }: Size, data: HeatmapData): void {
  const ratio = Math.max(1, devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) return;
  const style = getComputedStyle(canvas);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const ramp = Array.from({ length: STOPS }, (_, i) => rgbOf(token(`heat-${i}`))).filter(
    (stop): stop is Rgb => stop !== null,
  );
  // Edges on whole device pixels: cells meet without seams.
  const xs = Array.from({ length: data.shades.length + 1 }, (_, i) =>
    Math.round((i / data.shades.length) * canvas.width),
  );
  const yOf = (y: number) => Math.round((1 - y) * canvas.height);
  for (const [column, shades] of data.shades.entries()) {
    const x = xs[column] ?? 0;
    const w = (xs[column + 1] ?? x) - x;
    if (shades === null) {
      context.fillStyle = token("band");
      context.fillRect(x, 0, w, canvas.height);
      continue;
    }
    for (const [row, shade] of shades.entries()) {
      const axis = data.rows[row];
      if (shade === null || !axis) continue;
      const top = yOf(axis.y1);
      context.fillStyle = rampColor(ramp, shade);
      context.fillRect(x, top, w, yOf(axis.y0) - top);
    }
  }
  const ink = token("fg");
  const open = data.rows.at(-1);
  // The last band ends nowhere: dots where its bound is, and no line above.
  if (open) line(context, { y: yOf(open.y0), width: canvas.width, ink, dash: [ratio, 3 * ratio], alpha: 0.35, ratio });
  const objective = latencyY(data.rows, data.objectiveMs / 1_000);
  if (objective !== null) {
    line(context, {
      y: yOf(objective),
      width: canvas.width,
      ink: token("surface"),
      dash: [],
      alpha: 0.5,
      ratio: ratio * 2,
    });
    line(context, { y: yOf(objective), width: canvas.width, ink, dash: [4 * ratio, 3 * ratio], alpha: 0.9, ratio });
  }
}

function line(
  context: CanvasRenderingContext2D,
  look: { y: number; width: number; ink: string; dash: number[]; alpha: number; ratio: number },
): void {
  context.save();
  context.globalAlpha = look.alpha;
  context.strokeStyle = look.ink;
  context.lineWidth = look.ratio;
  context.setLineDash(look.dash);
  context.beginPath();
  context.moveTo(0, look.y + 0.5);
  context.lineTo(look.width, look.y + 0.5);
  context.stroke();
  context.restore();
}
