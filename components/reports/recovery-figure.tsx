"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { MIN_SAMPLES } from "@/lib/domain/distribution";
import { CHAIN_BUDGET_MS } from "@/lib/domain/golden-chain";
import { logPlace } from "@/lib/domain/log-axis";
import { type ChartPoint, recoveryChartOf } from "@/lib/domain/recovery-chart";
import type { MeasureReport, TimedIncident } from "@/lib/domain/recovery-report";
import { useFormat } from "../format/use-format";
import { useWidth } from "./use-width";

const LEFT = 40;
const RIGHT = 16;
const TOP = 10;
const PLOT = 190;
const LANE = 7;
const RADIUS = 3;
const SHARES = [0, 0.25, 0.5, 0.75, 0.9, 1] as const;
const LANES_MAX = 9;
/** Below this the label beside the median is only the median; its interval is in the head of the page. */
const NARROW = 560;
const HALO = { paintOrder: "stroke", stroke: "var(--surface)", strokeWidth: 4, strokeLinejoin: "round" } as const;

/** Dots first, then the curve with its band, then the median with its interval. The table behind it is beside it. */
export function RecoveryFigure(props: {
  readonly report: MeasureReport;
  readonly incidents: readonly TimedIncident[];
  readonly days: number;
}) {
  const { report, incidents, days } = props;
  const t = useTranslations("reports");
  const format = useFormat();
  const { element, width, isMeasured } = useWidth<HTMLDivElement>(760);
  const span = Math.max(120, width - LEFT - RIGHT);
  const chart = useMemo(() => recoveryChartOf({ report, incidents, dotShare: LANE / span }), [report, incidents, span]);
  const x = (place: number) => Math.round((LEFT + place * span) * 10) / 10;
  const y = (share: number) => Math.round((TOP + PLOT - share * (PLOT - 10)) * 10) / 10;
  const path = (points: readonly ChartPoint[]) =>
    points.map(([px, py], i) => `${i === 0 ? "M" : "L"}${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join("");
  const lanes = Math.min(LANES_MAX, chart.lanes);
  const lanesBefore = Math.min(LANES_MAX, chart.lanesBefore);
  const dotsTop = TOP + PLOT + 18;
  const beforeBase = dotsTop + Math.max(1, lanes) * LANE + 8 + Math.max(1, lanesBefore) * LANE;
  const height = beforeBase + 26;
  const chainX = x(logPlace(chart.axis, CHAIN_BUDGET_MS));
  const hasChain =
    report.measure === "resolve" && CHAIN_BUDGET_MS > chart.axis.lowMs && CHAIN_BUDGET_MS < chart.axis.highMs;
  const ticks = chart.axis.ticksMs.filter(
    (tick) =>
      x(logPlace(chart.axis, tick)) - LEFT >= -1 &&
      (!hasChain || Math.abs(x(logPlace(chart.axis, tick)) - chainX) > 34),
  );
  const interval = report.now.medianInterval;
  const medianText =
    report.now.median === null
      ? t("chart.notEnough", { n: report.now.n, min: MIN_SAMPLES })
      : interval
        ? t("chart.median", {
            median: format.duration(report.now.median),
            low: format.duration(interval.low),
            high: format.duration(interval.high),
          })
        : t("chart.medianOnly", { median: format.duration(report.now.median) });
  const isMedianLeft = chart.median !== null && chart.median.high > 0.62;
  return (
    <div ref={element} className="relative" data-measured={isMeasured}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width="100%"
        {...(isMeasured ? { height } : {})}
        role="img"
        aria-label={t("chart.label", { measure: t(`timeTo.${report.measure}`), n: report.now.n, median: medianText })}
        className="block overflow-visible text-xs [&_text]:fill-fg-3 [&_text]:text-xs"
      >
        {SHARES.map((share) => (
          <g key={share}>
            <path d={`M${LEFT} ${y(share)}H${width - RIGHT}`} stroke="var(--line)" />
            <text x={LEFT - 8} y={y(share) + 4} textAnchor="end">
              {Math.round(share * 100)}
              {share === 1 ? "\u00a0%" : ""}
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${x(logPlace(chart.axis, tick))} ${TOP}V${height - 22}`} stroke="var(--line)" opacity={0.6} />
            <text x={x(logPlace(chart.axis, tick))} y={height - 6} textAnchor="middle">
              {format.duration(tick).replace(/\u00a000.*$/, "")}
            </text>
          </g>
        ))}
        {hasChain ? (
          <g>
            <path d={`M${chainX} ${TOP}V${height - 22}`} stroke="var(--fg-3)" strokeDasharray="4 3" />
            <text x={chainX} y={height - 6} textAnchor="middle" className="fill-fg! font-semibold">
              {format.duration(CHAIN_BUDGET_MS).replace(/\u00a000.*$/, "")}
            </text>
            <text x={chainX + 6} y={y(0.06)} style={HALO}>
              {t("chart.chain")}
            </text>
          </g>
        ) : null}
        {report.now.median === null ? null : <path d={`${path(chart.band)}Z`} fill="var(--band)" />}
        <path
          d={path(chart.curveBefore)}
          fill="none"
          stroke="var(--chart-3)"
          strokeWidth={1.25}
          strokeDasharray="3 2"
        />
        {report.now.median === null ? null : (
          <path d={path(chart.curve)} fill="none" stroke="var(--chart-ink)" strokeWidth={1.75} />
        )}
        {chart.median ? (
          <g>
            <path
              d={`M${x(chart.median.low)} ${y(0.5)}H${x(chart.median.high)}`}
              stroke="var(--accent)"
              strokeWidth={3}
              strokeLinecap="round"
            />
            <circle
              cx={x(chart.median.x)}
              cy={y(0.5)}
              r={4}
              fill="var(--accent)"
              stroke="var(--surface)"
              strokeWidth={1.5}
            />
            <text
              x={isMedianLeft ? x(chart.median.low) - 8 : x(chart.median.high) + 8}
              y={y(0.5) + 4}
              textAnchor={isMedianLeft ? "end" : "start"}
              className="fill-fg! font-semibold"
              style={HALO}
            >
              {width < NARROW && report.now.median !== null
                ? t("chart.medianOnly", { median: format.duration(report.now.median) })
                : medianText}
            </text>
          </g>
        ) : (
          <g>
            <rect
              x={LEFT + 1}
              y={y(0.66)}
              width={span - 2}
              height={y(0.34) - y(0.66)}
              rx={6}
              fill="none"
              stroke="var(--fg-3)"
              strokeDasharray="3 3"
            />
            <text x={LEFT + span / 2} y={y(0.5) + 4} textAnchor="middle" className="fill-fg-2!">
              {report.now.n === 0 ? t("chart.nothing") : medianText}
            </text>
          </g>
        )}
        <Label chart={chart.curve} at={0.3} side="start" x={x} y={y} text={t("chart.thisPeriod")} isStrong />
        <Label chart={chart.curveBefore} at={0.72} side="end" x={x} y={y} text={t("chart.before", { n: days })} />
        {chart.dotsBefore.map((dot) => (
          <circle
            // Places of the period before have no identity; place and lane together are unique.
            key={`${dot.x} ${dot.lane}`}
            cx={x(dot.x)}
            cy={beforeBase - Math.min(dot.lane, LANES_MAX - 1) * LANE}
            r={2.6}
            fill="none"
            stroke="var(--chart-3)"
            strokeWidth={1.2}
          />
        ))}
      </svg>
      {/* The dots are links for the mouse; for everybody else the table holds the same links. */}
      <svg aria-hidden viewBox={`0 0 ${width} ${height}`} width="100%" className="absolute inset-0">
        {chart.dots.map((dot) => (
          <a
            key={dot.id}
            href={`/incidents/${dot.number}`}
            className="[&:focus-visible>circle]:stroke-accent"
            tabIndex={-1}
          >
            <circle
              cx={x(dot.x)}
              cy={dotsTop + Math.min(dot.lane, LANES_MAX - 1) * LANE}
              r={RADIUS}
              fill="var(--fg-2)"
              className="hover:fill-accent"
              stroke="transparent"
              strokeWidth={3}
            >
              <title>
                {t("chart.dot", { number: dot.number, title: dot.title, duration: format.duration(dot.durationMs) })}
              </title>
            </circle>
          </a>
        ))}
      </svg>
    </div>
  );
}

/** A label beside a curve where it passes a share: left of it or right of it. */
function Label(props: {
  readonly chart: readonly ChartPoint[];
  readonly at: number;
  readonly side: "start" | "end";
  readonly x: (place: number) => number;
  readonly y: (share: number) => number;
  readonly text: string;
  readonly isStrong?: boolean;
}) {
  const point = props.chart.find(([, share]) => share >= props.at);
  if (point === undefined) return null;
  const isLeft = props.side === "start";
  return (
    <text
      x={props.x(point[0]) + (isLeft ? -10 : 12)}
      y={props.y(props.at) + 4}
      textAnchor={isLeft ? "end" : "start"}
      className={props.isStrong ? "fill-fg! font-semibold" : "fill-fg-2!"}
      style={HALO}
    >
      {props.text}
    </text>
  );
}
