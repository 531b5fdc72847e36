"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useId, useRef } from "react";
import { cellColumnOf, type HeatCells } from "@/lib/domain/heat-cells";
import { selectionOf } from "@/lib/domain/heat-region";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import type { AxisRow } from "@/lib/domain/heatmap";
import { latencyY } from "../charts/heat-scale";
import { columnTimeMs, type TimeAxis, xOf } from "../charts/time-axis";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { type CellText, useCellText } from "./cell-text";
import type { ChartMarker } from "./chart-markers";
import type { HeatView } from "./heat-view";
import type { StripSpec } from "./signals-view";
import { valueAt } from "./signals-view";
import { type Cross, HEAD_PX, useDrag } from "./use-drag";

/** Room that a label needs, as a share of the axis. */
const LABEL_WIDTH = 0.04;
/** Room that the selection's label needs above it. */
const LABEL_PX = HEAD_PX + 18;

/**
 * Markers, hairlines and the crosshair over all plots. Arrow keys move it: left and right in time, up and down in latency; with Shift
 * they select a rectangle, as dragging does. Dragging over the strips selects a stretch of time with every latency.
 */
export function CrosshairLayer(props: {
  readonly axis: TimeAxis;
  /** null: no heat map to point at. */
  readonly heat: HeatView | null;
  readonly heatHeight: number;
  readonly objectiveMs: number;
  readonly markers: readonly ChartMarker[];
  readonly strips: readonly StripSpec[];
  readonly cross: Cross | null;
  readonly onCross: (cross: Cross | null) => void;
  /** The marked column, which stays when the pointer goes. */
  readonly pinnedColumn: number | null;
  readonly onPin: (atMs: number | null) => void;
  /** What is brushed. */
  readonly selection: HeatSelection | null;
  readonly onSelect: (selection: HeatSelection | null) => void;
  /** How much of its time a selection holds, in a few words. */
  readonly weigh: (selection: HeatSelection) => string | null;
}) {
  const t = useTranslations("room.cross");
  const tHeat = useTranslations("heatmap");
  const format = useFormat();
  const cellText = useCellText();
  const { axis, cross, heat } = props;
  const rows = heat?.cells.rows ?? NO_ROWS;
  const helpId = useId();
  const { drag, ...pointer } = useDrag({
    axis,
    rows,
    heatHeight: props.heatHeight,
    onPoint: props.onCross,
    onSelect: (from, to) => props.onSelect(selected(from, to)),
    onClick: (column) => pin(column),
  });
  const anchor = useRef<Cross | null>(null);
  const x = cross === null ? 0 : (cross.column + 0.5) / axis.columns;
  const time = cross === null ? "" : format.time(columnTimeMs(axis, cross.column));

  /** The rectangle between two places, on whole cells. A place without a row stands for every latency. */
  function selected(from: Cross, to: Cross): HeatSelection | null {
    const isEveryRow = from.row === null || to.row === null;
    const grid = { fromMs: axis.startMs + axis.stepMs, toMs: axis.endMs, stepMs: axis.stepMs };
    const [first, last] = [Math.min(from.column, to.column), Math.max(from.column, to.column)];
    const columns = heat === null ? [first, last] : wholeCells(heat.cells, first, last);
    return selectionOf(
      {
        fromColumn: columns[0] ?? first,
        toColumn: columns[1] ?? last,
        fromRow: isEveryRow ? 0 : (from.row ?? 0),
        toRow: isEveryRow ? rows.length - 1 : (to.row ?? 0),
      },
      grid,
      rows.length === 0 ? EVERY_LATENCY : rows,
    );
  }

  /** The same column again takes the mark away. */
  function pin(column: number) {
    props.onPin(column === props.pinnedColumn ? null : columnTimeMs(axis, column));
  }

  function key(event: KeyboardEvent) {
    if (event.key === "Escape") {
      anchor.current = null;
      if (props.selection !== null) props.onSelect(null);
      else {
        props.onCross(null);
        props.onPin(null);
      }
    }
    if (event.key === "Enter" && cross !== null) pin(cross.column);
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const clamp = (value: number, max: number) => Math.min(max, Math.max(0, value));
    if (event.shiftKey && rows.length > 0) {
      const here = { column: cross?.column ?? axis.columns - 1, row: cross?.row ?? rowOf(rows, props.objectiveMs) };
      const from = anchor.current ?? here;
      const to = {
        column: clamp(here.column + step[0], axis.columns - 1),
        row: clamp(here.row + step[1], rows.length - 1),
      };
      anchor.current = from;
      props.onCross(to);
      props.onSelect(selected(from, to));
      return;
    }
    anchor.current = null;
    const from = cross ?? { column: axis.columns, row: null };
    const row = step[1] === 0 ? from.row : clamp((from.row ?? -1) + step[1], rows.length - 1);
    props.onCross({ column: clamp(from.column + step[0], axis.columns - 1), row });
  }

  const p95 = props.strips[0]?.lines.find(({ tone }) => tone === "ink");
  const p95Now = p95 && cross ? valueAt(p95.values, cross.column) : null;
  const cell = cross === null || heat === null ? null : cellText(heat, cross);
  const where = t("value", { time, p95: p95Now === null ? "–" : format.latency(p95Now) });
  const shown = drag === null ? props.selection : selected(drag.from, drag.to);
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("label")}
      aria-describedby={helpId}
      aria-valuemin={0}
      aria-valuemax={axis.columns - 1}
      aria-valuenow={cross?.column ?? axis.columns - 1}
      aria-valuetext={cross === null ? t("now") : [where, ...(cell === null ? [] : Object.values(cell))].join(", ")}
      {...pointer}
      onKeyDown={key}
      onBlur={() => {
        anchor.current = null;
        props.onCross(null);
      }}
      className="relative z-2 col-start-2 row-start-1 min-w-0 cursor-crosshair touch-pan-y select-none"
      style={{ gridRow: "1 / -1" }}
    >
      <span id={helpId} className="sr-only">
        {tHeat("keys")}
      </span>
      {shown === null ? null : (
        <>
          <Brush axis={axis} selection={shown} />
          <SelectionBox
            axis={axis}
            rows={rows}
            heatHeight={props.heatHeight}
            selection={shown}
            label={props.weigh(shown)}
          />
        </>
      )}
      {props.pinnedColumn === null || props.pinnedColumn === cross?.column ? null : (
        <i
          className="pointer-events-none absolute top-0 bottom-[18px] w-px bg-accent"
          style={{ left: `${((props.pinnedColumn + 0.5) / axis.columns) * 100}%` }}
        />
      )}
      <Markers markers={props.markers} axis={axis} />
      {cross === null ? null : (
        <>
          <i className="pointer-events-none absolute top-0 bottom-[18px] w-px bg-fg" style={{ left: `${x * 100}%` }} />
          <span
            className="pointer-events-none absolute bottom-px h-4 -translate-x-1/2 rounded-1 bg-fg px-[5px] font-semibold text-2xs text-surface leading-4"
            style={{ left: `${x * 100}%` }}
          >
            {time}
          </span>
          {cell === null || cross.row === null ? null : (
            <CellTip cell={cell} row={rows[cross.row]} heatHeight={props.heatHeight} x={x} />
          )}
        </>
      )}
    </div>
  );
}

const NO_ROWS: readonly AxisRow[] = [];
/** Without a heat map a stretch of time can still be selected. */
const EVERY_LATENCY: readonly AxisRow[] = [{ lowS: 0, highS: null, y0: 0, y1: 1 }];
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

function rowOf(rows: readonly AxisRow[], latencyMs: number): number {
  const row = rows.findIndex(({ highS }) => highS === null || latencyMs / 1_000 <= highS);
  return Math.max(0, row);
}

/** First and last column of the cells that two columns lie in. */
function wholeCells(cells: HeatCells, first: number, last: number): readonly [number, number] {
  const from = cells.edges[cellColumnOf(cells, first)] ?? first;
  const after = cells.edges[cellColumnOf(cells, last) + 1] ?? last + 1;
  return [from, after - 1];
}

/** The selected rectangle on the heat map, cut to what is shown. */
function SelectionBox(props: {
  readonly axis: TimeAxis;
  readonly rows: readonly AxisRow[];
  readonly heatHeight: number;
  readonly selection: HeatSelection;
  readonly label: string | null;
}) {
  const { axis, rows, selection } = props;
  const from = Math.max(0, xOf(axis, selection.fromMs));
  const to = Math.min(1, xOf(axis, selection.toMs));
  const low = latencyY(rows, selection.minMs / 1_000);
  const high = selection.maxMs === null ? 1 : latencyY(rows, selection.maxMs / 1_000);
  if (to <= from || low === null || high === null || high <= low) return null;
  const top = HEAD_PX + (1 - high) * props.heatHeight;
  return (
    <>
      <i
        data-testid="heat-selection"
        className="pointer-events-none absolute rounded-1 border-2 border-accent outline-1 outline-surface -outline-offset-3 ring-1 ring-surface"
        style={{
          left: `${from * 100}%`,
          width: `${(to - from) * 100}%`,
          top,
          height: (high - low) * props.heatHeight,
        }}
      />
      {props.label === null ? null : (
        <span
          aria-hidden
          className={cn(
            "pointer-events-none absolute z-1 whitespace-nowrap rounded-1 bg-fg px-1.5 font-semibold text-2xs text-surface leading-4",
            to > 0.5 ? "-translate-x-full" : "",
            top > LABEL_PX ? "-translate-y-[calc(100%+2px)]" : "translate-y-1",
          )}
          style={{ left: `${(to > 0.5 ? to : from) * 100}%`, top }}
        >
          {props.label}
        </span>
      )}
    </>
  );
}

const Markers = memo(function Markers({ markers, axis }: { markers: readonly ChartMarker[]; axis: TimeAxis }) {
  return withRoom(markers, axis).map((marker) => <Marker key={marker.id} marker={marker} x={xOf(axis, marker.atMs)} />);
});

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
      <Mark shape={marker.shape} label={t(marker.nameKey, marker.params)} className="absolute top-1 -left-[5px]" />
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
  readonly cell: CellText;
  readonly row: AxisRow | undefined;
  readonly heatHeight: number;
  readonly x: number;
}) {
  const { cell, row } = props;
  if (row === undefined) return null;
  const top = HEAD_PX + (1 - (row.y0 + row.y1) / 2) * props.heatHeight;
  return (
    <div
      data-testid="cell-tip"
      className={cn(
        "pointer-events-none absolute z-5 whitespace-nowrap rounded-2 bg-overlay px-[9px] py-1.5 text-xs leading-[15px] shadow-2",
        props.x > 0.5 ? "-translate-x-[calc(100%+12px)]" : "translate-x-3",
      )}
      style={{ left: `${props.x * 100}%`, top }}
    >
      <b className="font-semibold">{cell.range}</b>
      <br />
      {cell.count}
      <br />
      <span className="text-fg-3">{cell.share}</span>
    </div>
  );
}
