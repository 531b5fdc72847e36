"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { memo, useMemo, useRef, useState } from "react";
import type { RoomFrame } from "@/lib/contracts/room";
import type { AxisRow } from "@/lib/domain/heatmap";
import type { RoomView } from "@/lib/domain/room-view";
import { FirstStripPlot } from "../charts/first-strip-plot";
import { HeatOverlay } from "../charts/heat-overlay";
import { labelledBounds } from "../charts/heat-scale";
import { LatencyHeatmap } from "../charts/latency-heatmap";
import { columnTimeMs, type TimeAxis, ticksOf, timeAxisOf, xOf } from "../charts/time-axis";
import { useSize } from "../charts/use-size";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { PanelHead } from "../ui/panel";
import type { ChartMarker } from "./chart-markers";
import { type CrossStore, usePointed } from "./cross-store";
import { CrosshairLayer } from "./crosshair-layer";
import { slowRatioOf } from "./headline";
import { HeatToolbar } from "./heat-toolbar";
import { heatViewOf } from "./heat-view";
import { PanelState } from "./panel-state";
import { RuntimeStrips } from "./runtime-strips";
import { useSelectionText } from "./selection-text";
import { type StripSpec, stripsOf, valueAt } from "./signals-view";
import { useSaveHeatmap } from "./use-save-heatmap";
import { useUnit } from "./use-unit";
import { type ChangeView, ViewControls } from "./view-controls";

const SignalsTable = dynamic(() => import("./signals-table").then((module) => module.SignalsTable), { ssr: false });

const RoutesPanel = dynamic(() => import("./routes-panel").then((module) => module.RoutesPanel), { ssr: false });

const ROWS = "18px minmax(110px,1fr) 56px repeat(2, 34px) auto 18px";
const label = "relative min-w-0 border-line border-t pt-[3px] pr-2 pl-3 text-fg-2 text-xs leading-[13px]";
const value =
  "overflow-hidden whitespace-nowrap border-line border-t pt-[3px] pr-3 pl-2.5 font-semibold text-md leading-[15px]";
const small = "block font-normal text-2xs text-fg-3 leading-3";
const TICK_GAP_PX = 15;
const NO_ROWS: readonly AxisRow[] = [];

/** Heat map and golden signals on one time axis with one crosshair; the value gutter follows it and falls back to now. */
export const SignalsPanel = memo(function SignalsPanel(props: {
  readonly frame: RoomFrame | null;
  readonly markers: readonly ChartMarker[];
  readonly view: RoomView;
  readonly onView: ChangeView;
  readonly cross: CrossStore;
  readonly isDimmed: boolean;
  /** Code of the last tick when it failed. */
  readonly failure: string | null;
  readonly again: () => void;
}) {
  const t = useTranslations("room.signals");
  const tRoutes = useTranslations("heatmap.routes");
  const format = useFormat();
  const { frame } = props;
  const [isTableOpen, setTableOpen] = useState(false);
  const { isByRoute } = props.view;
  const meta = frame
    ? t("meta", {
        service: frame.service,
        from: format.minute(frame.grid.fromMs),
        to: format.minute(frame.grid.toMs),
        step: format.duration(frame.grid.stepMs),
      })
    : "";
  return (
    <section aria-labelledby="signals-title" className="flex min-h-[510px] min-w-0 flex-1 shrink-0 flex-col">
      <PanelHead
        id="signals-title"
        title={t("title")}
        meta={meta}
        className="h-auto min-h-7 flex-wrap gap-y-0.5 max-md:h-auto"
      >
        <Button
          tone="ghost"
          size="sm"
          aria-pressed={isByRoute}
          disabled={frame === null}
          onClick={() => props.onView({ isByRoute: !isByRoute })}
          className="aria-pressed:bg-hover aria-pressed:text-fg max-2xl:px-1.5"
        >
          {tRoutes("show")}
        </Button>
        <Button tone="ghost" size="sm" disabled={!frame?.signals.data} onClick={() => setTableOpen(true)}>
          {t("table")}
        </Button>
        <ViewControls view={props.view} onView={props.onView} />
      </PanelHead>
      <PanelState panel={frame?.signals ?? null} source="prometheus" what={t("still_works")} again={props.again} />
      <ComparisonState frame={frame} />
      {frame && isByRoute ? (
        <RoutesPanel incidentId={frame.incidentId} view={props.view} />
      ) : frame ? (
        <Plots
          frame={frame}
          markers={props.markers}
          isDimmed={props.isDimmed}
          view={props.view}
          onView={props.onView}
          store={props.cross}
        />
      ) : (
        <EmptyFrame failure={props.failure} />
      )}
      {frame && isTableOpen ? <SignalsTable frame={frame} onClose={() => setTableOpen(false)} /> : null}
    </section>
  );
});

function Plots(props: {
  readonly frame: RoomFrame;
  readonly markers: readonly ChartMarker[];
  readonly isDimmed: boolean;
  readonly view: RoomView;
  readonly onView: ChangeView;
  readonly store: CrossStore;
}) {
  const t = useTranslations("room.signals");
  const format = useFormat();
  const { frame, store, onView } = props;
  const { shade: mode, lines } = props.view;
  const heat = useRef<HTMLDivElement>(null);
  const heatSize = useSize(heat);
  const axis = useMemo(() => timeAxisOf(frame.grid), [frame.grid]);
  const pinned = columnOf(axis, props.view.atMs);
  const pointed = usePointed(store, (at) => columnOf(axis, at?.atMs ?? null));
  const pointedRow = usePointed(store, (at) => at?.row ?? null);
  const column = pointed ?? pinned;
  const cross = column === null ? null : { column, row: pointed === null ? null : pointedRow };
  const strips = useMemo(() => stripsOf(frame), [frame]);
  const latency = frame.latency.data;
  const { latency: panel, baseline, grid } = frame;
  const heatView = useMemo(
    () => heatViewOf({ latency: panel, baseline, grid }, { mode, ...heatSize }),
    [panel, baseline, grid, mode, heatSize],
  );
  const rows = heatView?.cells.rows ?? NO_ROWS;
  const signals = frame.signals.data;
  const save = useSaveHeatmap();
  const selectionText = useSelectionText(frame);
  const overlay = useMemo(() => lines.map((key) => ({ key, valuesMs: signals?.[`${key}Ms`] ?? [] })), [lines, signals]);
  const gap = heatSize.height > 0 ? TICK_GAP_PX / heatSize.height : 0.1;
  const labels = useMemo(
    () => labelledBounds(rows, { gap, firstS: frame.objectiveMs / 1_000 }),
    [rows, gap, frame.objectiveMs],
  );
  const isStale = frame.signals.state !== "ok";
  const plot = cn(
    "relative min-w-0 overflow-hidden border-line border-t transition-opacity",
    (isStale || props.isDimmed) && "opacity-50 saturate-[.35]",
  );
  const share = slowRatioOf(frame, column ?? latency?.columns.findLastIndex((counts) => counts !== null) ?? -1);
  const n =
    latency && share !== null
      ? sum(latency.columns[column ?? latency.columns.findLastIndex((counts) => counts !== null)])
      : null;
  const isSlow = share !== null && share > 0.05 && !isStale;
  return (
    <>
      <HeatToolbar
        frame={frame}
        view={heatView}
        mode={mode}
        onMode={(shade) => onView({ shade })}
        lines={lines}
        onLines={(drawn) => onView({ lines: drawn })}
        selectionText={props.view.selection && selectionText(props.view.selection).full}
        onSave={() => heatView && void save({ frame, view: heatView, mode, markers: props.markers })}
      />
      <div
        className={cn(
          "relative grid min-h-0 flex-1 grid-cols-[78px_minmax(0,1fr)_104px]",
          isStale && "[&_.gutter]:text-fg-3!",
        )}
        style={{ gridTemplateRows: ROWS }}
      >
        <span className="col-start-1 row-start-1" />
        <span className="col-start-3 row-start-1" />
        <div className="relative col-start-1 row-start-2">
          {labels.map(({ seconds, y }) => (
            <span
              key={seconds}
              className={cn(
                "absolute right-1.5 -translate-y-1/2 whitespace-nowrap text-2xs text-fg-3 leading-[10px]",
                seconds * 1_000 === frame.objectiveMs && "font-semibold text-fg",
              )}
              style={{ top: `${(1 - y) * 100}%` }}
            >
              {format.latency(seconds * 1_000)}
            </span>
          ))}
        </div>
        <div ref={heat} className={cn(plot, "col-start-2 row-start-2 border-t-0")}>
          {heatView ? (
            <>
              <LatencyHeatmap picture={heatView.picture} />
              <HeatOverlay rows={rows} columns={axis.columns} objectiveMs={frame.objectiveMs} lines={overlay} />
            </>
          ) : (
            <p className="grid size-full place-items-center text-fg-3">{t("no_latency")}</p>
          )}
        </div>
        <div
          className={cn(value, "gutter col-start-3 row-start-2 border-t-0", isSlow && "text-act")}
          data-testid="slow-share"
        >
          {share === null ? "–" : format.percent(share)}
          <small className={small}>{t("over", { objective: format.latency(frame.objectiveMs) })}</small>
          {n === null ? null : (
            <small className={cn(small, "mt-1")}>
              {format.n(n)}
              <br />
              {column === null
                ? t("in_last", { step: format.duration(frame.grid.stepMs) })
                : t("in_step_at", {
                    step: format.duration(frame.grid.stepMs),
                    time: format.time(columnTimeMs(axis, column)),
                  })}
            </small>
          )}
          {(latency?.nonMonotoneColumns ?? 0) > 0 ? (
            <small className={cn(small, "mt-1")}>{t("clamped", { n: latency?.nonMonotoneColumns ?? 0 })}</small>
          ) : null}
        </div>
        {strips.map((strip, index) => (
          <Strip key={strip.id} strip={strip} row={index + 3} plotClass={plot} column={column}>
            <FirstStripPlot axis={axis} lines={strip.lines} limit={strip.limit} band={strip.band} />
          </Strip>
        ))}
        <RuntimeStrips frame={frame} columns={axis.columns} column={column} plotClass={plot} />
        <div className="relative col-start-2 border-line border-t" style={{ gridRow: 7 }}>
          {ticksOf(axis, mostTicks(heatSize.width)).map((at) => (
            <span
              key={at}
              className="absolute top-1 -translate-x-1/2 text-2xs text-fg-3 leading-[10px]"
              style={{ left: `${xOf(axis, at) * 100}%` }}
            >
              {format.minute(at)}
            </span>
          ))}
        </div>
        <CrosshairLayer
          axis={axis}
          heat={heatView}
          heatHeight={heatSize.height}
          objectiveMs={frame.objectiveMs}
          markers={props.markers}
          cross={cross}
          pinnedColumn={pinned}
          selection={props.view.selection}
          onCross={(next) => store.set(next && { atMs: columnTimeMs(axis, next.column), row: next.row })}
          onSelect={(selection) => props.onView({ selection })}
          weigh={(selection) => selectionText(selection).short}
          onPin={(atMs) => props.onView({ atMs })}
          strips={strips}
        />
      </div>
    </>
  );
}

function Strip(props: {
  readonly strip: StripSpec;
  readonly row: number;
  readonly plotClass: string;
  readonly column: number | null;
  readonly children: React.ReactNode;
}) {
  const t = useTranslations("room.strip");
  const tView = useTranslations("room.view");
  const { strip, column } = props;
  const write = useUnit(strip.unit);
  const writeThen = (value: number | null) => (value === null ? "–" : write(value));
  const ink = strip.lines.find(({ tone }) => tone === "ink");
  const now = ink ? valueAt(ink.values, column) : null;
  const isOver = strip.limit !== null && now !== null && now > strip.limit;
  const others = strip.lines.filter(({ tone }) => tone !== "ink");
  return (
    <>
      <div className={cn(label, "col-start-1")} style={{ gridRow: props.row }}>
        {t(`${strip.id}.name`)}
        {strip.lines.length > 1 ? (
          [...strip.lines]
            .sort((a, b) => b.key.localeCompare(a.key))
            .map(({ key, tone }) => (
              <small key={key} className={cn(small, "flex items-center gap-1.5")}>
                <i
                  className={cn(
                    "w-3 border-t-[1.5px]",
                    tone === "ink" ? "border-chart-ink" : tone === "second" ? "border-chart-2" : "border-chart-3",
                  )}
                />
                {key}
              </small>
            ))
        ) : (
          <small className={small}>{t(`${strip.id}.unit`)}</small>
        )}
      </div>
      <div className={cn(props.plotClass, "col-start-2")} style={{ gridRow: props.row }} data-strip={strip.id}>
        {props.children}
      </div>
      <div className={cn(value, "gutter col-start-3", isOver && "text-act")} style={{ gridRow: props.row }}>
        {now === null ? <span className="font-normal text-fg-3">{t("no_data")}</span> : write(now)}
        <small className={small}>
          {strip.was === null ? t(`${strip.id}.note`) : t("was", { was: write(strip.was) })}
          {strip.earlier === null ? "" : `, ${tView("then", { value: writeThen(valueAt(strip.earlier, column)) })}`}
          {strip.limit === null || strip.id === "percentiles" ? "" : `, ${t("max", { max: write(strip.limit) })}`}
        </small>
        {others.map(({ key, values }) => {
          const other = valueAt(values, column);
          return (
            <small key={key} className={small}>
              {key} {other === null ? "–" : write(other)}
            </small>
          );
        })}
      </div>
    </>
  );
}

const TICK_PX = 52;

/** As many time labels as fit beside each other; twelve until the plot is laid out. */
function mostTicks(width: number): number {
  return width === 0 ? 12 : Math.min(12, Math.max(2, Math.floor(width / TICK_PX)));
}

/** The column of an instant; null when it is not on the axis. */
function columnOf(axis: TimeAxis, atMs: number | null): number | null {
  if (atMs === null) return null;
  const x = xOf(axis, atMs);
  // A column ends at its time: the instant itself still belongs to it.
  return x > 0 && x <= 1 ? Math.max(0, Math.ceil(x * axis.columns - 1e-9) - 1) : null;
}

/** Why there is nothing to compare with, when that was asked for. */
function ComparisonState({ frame }: { frame: RoomFrame | null }) {
  const t = useTranslations("room.view");
  const comparison = frame?.comparison ?? null;
  if (frame === null || comparison === null || comparison.data !== null) return null;
  return (
    <p className="px-3 pb-1 text-fg-2 text-xs">
      {comparison.reason === "no_deploy" ? t("no_deploy", { service: frame.service }) : t("no_comparison")}
    </p>
  );
}

/** First load: the frame with its labels, no shimmer. */
function EmptyFrame({ failure }: { failure: string | null }) {
  const t = useTranslations("room");
  const tErrors = useTranslations("errors");
  return (
    <div
      className="grid min-h-0 flex-1 grid-cols-[78px_minmax(0,1fr)_104px]"
      style={{ gridTemplateRows: ROWS }}
      aria-busy
    >
      <p className="col-start-2 row-start-2 grid place-items-center text-fg-3">
        {failure === null ? t("signals.loading") : tErrors.has(failure) ? tErrors(failure) : tErrors("unavailable")}
      </p>
      {(["percentiles", "errors", "requests"] as const).map((id, index) => (
        <div key={id} className={cn(label, "col-span-3 col-start-1")} style={{ gridRow: index + 3 }}>
          {t(`strip.${id}.name`)}
        </div>
      ))}
    </div>
  );
}

function sum(counts: readonly number[] | null | undefined): number {
  return (counts ?? []).reduce((total, count) => total + count, 0);
}
