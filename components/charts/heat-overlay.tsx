"use client";

import { memo } from "react";
import type { AxisRow } from "@/lib/domain/heatmap";
import { latencyY } from "./heat-scale";

const HEIGHT = 1_000;

export type PercentileLine = {
  readonly key: "p50" | "p95" | "p99";
  /** Milliseconds by column; null = no value. */
  readonly valuesMs: readonly (number | null)[];
};

const LOOK = {
  p50: "var(--chart-3)",
  p95: "var(--chart-ink)",
  p99: "var(--chart-2)",
} as const;

/** What lies on the cells: the objective, the foot of the open band, and percentiles. Every line has a halo, so that it shows on any shade. */
export const HeatOverlay = memo(function HeatOverlay(props: {
  readonly rows: readonly AxisRow[];
  readonly columns: number;
  readonly objectiveMs: number;
  readonly lines: readonly PercentileLine[];
}) {
  const { rows, columns, lines } = props;
  const objective = latencyY(rows, props.objectiveMs / 1_000);
  const open = rows.at(-1);
  return (
    <>
      <svg
        aria-hidden
        viewBox={`0 0 ${columns} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="pointer-events-none absolute inset-0 size-full fill-none [&_path]:[vector-effect:non-scaling-stroke]"
      >
        {open === undefined ? null : (
          <path d={across(open.y0, columns)} stroke="var(--fg)" strokeOpacity="0.35" strokeDasharray="1 3" />
        )}
        {lines.map(({ key, valuesMs }) => (
          <Haloed key={key} d={pathOf(rows, valuesMs)} stroke={LOOK[key]} width={key === "p95" ? 1.6 : 1.2} />
        ))}
        {objective === null ? null : <Haloed d={across(objective, columns)} stroke="var(--fg)" width={1} dash="4 3" />}
      </svg>
      {lines.map(({ key, valuesMs }) => {
        const last = valuesMs.findLast((value) => value !== null) ?? null;
        const y = last === null ? null : latencyY(rows, last / 1_000);
        return y === null ? null : (
          <span
            key={key}
            aria-hidden
            className="pointer-events-none absolute right-0.5 -translate-y-full rounded-1 bg-surface/80 px-0.5 text-2xs text-fg leading-[10px]"
            style={{ top: `${(1 - y) * 100}%` }}
          >
            {key}
          </span>
        );
      })}
    </>
  );
});

function Haloed({ d, stroke, width, dash }: { d: string; stroke: string; width: number; dash?: string }) {
  return (
    <>
      <path d={d} stroke="var(--surface)" strokeOpacity="0.6" strokeWidth={width + 2} />
      <path d={d} stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
    </>
  );
}

function across(y: number, columns: number): string {
  const at = (1 - y) * HEIGHT;
  return `M0 ${at}H${columns}`;
}

/** A line through the middles of its columns, interrupted where there is no value. */
export function pathOf(rows: readonly AxisRow[], valuesMs: readonly (number | null)[]): string {
  let isDrawing = false;
  return valuesMs
    .map((value, column) => {
      const y = value === null ? null : latencyY(rows, value / 1_000);
      if (y === null) {
        isDrawing = false;
        return "";
      }
      const command = isDrawing ? "L" : "M";
      isDrawing = true;
      return `${command}${column + 0.5} ${Math.round((1 - y) * HEIGHT * 10) / 10}`;
    })
    .join("");
}
