"use client";

import { useTranslations } from "next-intl";
import type { KeyboardEvent, PointerEvent } from "react";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import { type AxisRow, columnShareOf } from "@/lib/domain/heatmap";
import { rowAt } from "../charts/heat-scale";
import { columnAt, columnTimeMs, type TimeAxis, xOf } from "../charts/time-axis";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import type { ChartMarker } from "./chart-markers";
import { useRangeText } from "./range-text";
import type { StripSpec } from "./signals-view";
import { valueAt } from "./signals-view";

/** Where the reader points: a column of all plots, and a row when it is on the heat map. */
export type Cross = { readonly column: number; readonly row: number | null };

const HEAD_PX = 18;
/** Room that a label needs, as a share of the axis. */
const LABEL_WIDTH = 0.04;

/** Markers, hairlines and the crosshair over all plots. Arrow keys move it: left and right in time, up and down in latency. */
export function CrosshairLayer(props: {
  readonly axis: TimeAxis;
  readonly rows: readonly AxisRow[];
  readonly columns: readonly (readonly number[] | null)[];
  readonly heatHeight: number;
  readonly markers: readonly ChartMarker[];
  readonly strips: readonly StripSpec[];
  readonly cross: Cross | null;
  readonly onCross: (cross: Cross | null) => void;
  /** The marked column, which stays when the pointer goes. */
  readonly pinnedColumn: number | null;
  /** What is brushed. */
  readonly selection: HeatSelection | null;
  readonly onPin: (atMs: number | null) => void;
}) {
  const t = useTranslations("room.cross");
  const format = useFormat();
  const { axis, cross } = props;
  const x = cross === null ? 0 : (cross.column + 0.5) / axis.columns;
  const time = cross === null ? "" : format.time(columnTimeMs(axis, cross.column));

  function point(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const y = 1 - (event.clientY - box.top - HEAD_PX) / props.heatHeight;
    const row = props.rows.length > 0 && y >= 0 && y <= 1 ? rowAt(props.rows, y) : null;
    props.onCross({ column: columnAt(axis, (event.clientX - box.left) / box.width), row });
  }

  /** The same column again takes the mark away. */
  function pin(column: number) {
    props.onPin(column === props.pinnedColumn ? null : columnTimeMs(axis, column));
  }

  function key(event: KeyboardEvent) {
    const steps: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
      PageUp: [-10, 0],
      PageDown: [10, 0],
    };
    if (event.key === "Escape") {
      props.onCross(null);
      props.onPin(null);
    }
    if (event.key === "Enter" && cross !== null) pin(cross.column);
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const from = cross ?? { column: axis.columns, row: null };
    const clamp = (value: number, max: number) => Math.min(max, Math.max(0, value));
    const row = step[1] === 0 ? from.row : clamp((from.row ?? -1) + step[1], props.rows.length - 1);
    props.onCross({ column: clamp(from.column + step[0], axis.columns - 1), row });
  }

  const p95 = props.strips[0]?.lines.find(({ tone }) => tone === "ink");
  const p95Now = p95 && cross ? valueAt(p95.values, cross.column) : null;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("label")}
      aria-valuemin={0}
      aria-valuemax={axis.columns - 1}
      aria-valuenow={cross?.column ?? axis.columns - 1}
      aria-valuetext={
        cross === null ? t("now") : t("value", { time, p95: p95Now === null ? "–" : format.latency(p95Now) })
      }
      onPointerMove={point}
      onPointerLeave={() => props.onCross(null)}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        pin(columnAt(axis, (event.clientX - box.left) / box.width));
      }}
      onKeyDown={key}
      onBlur={() => props.onCross(null)}
      className="relative z-2 col-start-2 row-start-1 min-w-0 cursor-crosshair"
      style={{ gridRow: "1 / -1" }}
    >
      {props.selection === null ? null : <Brush axis={axis} selection={props.selection} />}
      {props.pinnedColumn === null || props.pinnedColumn === cross?.column ? null : (
        <i
          className="pointer-events-none absolute top-0 bottom-[18px] w-px bg-accent"
          style={{ left: `${((props.pinnedColumn + 0.5) / axis.columns) * 100}%` }}
        />
      )}
      {withRoom(props.markers, axis).map((marker) => (
        <Marker key={marker.id} marker={marker} x={xOf(axis, marker.atMs)} />
      ))}
      {cross === null ? null : (
        <>
          <i className="pointer-events-none absolute top-0 bottom-[18px] w-px bg-fg" style={{ left: `${x * 100}%` }} />
          <span
            className="pointer-events-none absolute bottom-px h-4 -translate-x-1/2 rounded-1 bg-fg px-[5px] font-semibold text-2xs text-surface leading-4"
            style={{ left: `${x * 100}%` }}
          >
            {time}
          </span>
          <CellTip {...props} cross={cross} x={x} />
        </>
      )}
    </div>
  );
}

/** The brushed stretch over all strips; what lies outside the axis is cut. */
function Brush({ axis, selection }: { axis: TimeAxis; selection: HeatSelection }) {
  const from = Math.max(0, xOf(axis, selection.fromMs));
  const to = Math.min(1, xOf(axis, selection.toMs));
  if (to <= from) return null;
  return (
    <i
      className="pointer-events-none absolute top-[18px] bottom-[18px] border-accent border-x bg-accent/8"
      style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
    />
  );
}

/** A label that would lie on the mark before it goes: the hairline and its name remain. */
function withRoom(markers: readonly ChartMarker[], axis: TimeAxis): readonly ChartMarker[] {
  return markers.map((marker, index) => {
    const before = markers[index - 1];
    const isTight = before !== undefined && xOf(axis, marker.atMs) - xOf(axis, before.atMs) < LABEL_WIDTH;
    return isTight ? { ...marker, label: null } : marker;
  });
}

function Marker({ marker, x }: { marker: ChartMarker; x: number }) {
  const t = useTranslations("room.marker");
  const isLeft = x > 0.05;
  return (
    <div
      className={cn(
        "pointer-events-none absolute top-0 bottom-[18px] w-0 after:absolute after:top-3.5 after:bottom-0 after:-left-px after:w-px",
        marker.isWeak
          ? "after:bg-[repeating-linear-gradient(var(--fg)_0_2px,transparent_2px_5px)] after:opacity-25"
          : "after:bg-fg after:opacity-45",
      )}
      style={{ left: `${x * 100}%` }}
    >
      <Mark shape={marker.shape} label={t(marker.nameKey)} className="absolute top-1 -left-[5px]" />
      {marker.label === null ? null : (
        <span
          className={cn(
            "absolute top-0.5 whitespace-nowrap font-medium text-2xs text-fg-2 leading-3.5",
            isLeft ? "right-2" : "left-2",
          )}
        >
          {marker.label}
        </span>
      )}
    </div>
  );
}

/** Range, count and share of the cell under the pointer. */
function CellTip(props: {
  readonly rows: readonly AxisRow[];
  readonly columns: readonly (readonly number[] | null)[];
  readonly heatHeight: number;
  readonly cross: Cross;
  readonly x: number;
}) {
  const t = useTranslations("room.cross");
  const format = useFormat();
  const { cross, columns } = props;
  const rangeText = useRangeText();
  const row = cross.row === null ? undefined : props.rows[cross.row];
  if (!row || cross.row === null) return null;
  const column = columns[cross.column] ?? null;
  const total = (column ?? []).reduce((sum, count) => sum + count, 0);
  const share = columnShareOf(column, cross.row);
  const top = HEAD_PX + (1 - (row.y0 + row.y1) / 2) * props.heatHeight;
  return (
    <div
      className={cn(
        "pointer-events-none absolute z-5 whitespace-nowrap rounded-2 bg-overlay px-[9px] py-1.5 text-xs leading-[15px] shadow-2",
        props.x > 0.5 ? "-translate-x-[calc(100%+12px)]" : "translate-x-3",
      )}
      style={{ left: `${props.x * 100}%`, top }}
    >
      <b className="font-semibold">{rangeText(row)}</b>
      <br />
      {column === null ? (
        t("gap")
      ) : (
        <>
          {t("count", { count: format.count(column[cross.row] ?? 0), total: format.count(total) })}
          <br />
          <span className="text-fg-3">
            {share === null ? t("empty") : t("share", { share: format.percent(share) })}
          </span>
        </>
      )}
    </div>
  );
}
