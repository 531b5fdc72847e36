import type { Distribution, EcdfPoint } from "./distribution";
import { dotLanes } from "./dot-swarm";
import { type LogAxis, logAxisOf, logPlace } from "./log-axis";
import type { TimeMeasure } from "./mttx";
import type { MeasureReport, TimedIncident } from "./recovery-report";

/** x: place on the log axis, 0–1; y: share, 0–1. */
export type ChartPoint = readonly [x: number, y: number];

export type ChartDot = {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly durationMs: number;
  readonly x: number;
  readonly lane: number;
};

export type RecoveryChart = {
  readonly axis: LogAxis;
  readonly curve: readonly ChartPoint[];
  /** Upper edge from left to right, then the lower one back: a closed shape. */
  readonly band: readonly ChartPoint[];
  readonly curveBefore: readonly ChartPoint[];
  readonly median: { readonly x: number; readonly low: number; readonly high: number } | null;
  readonly dots: readonly ChartDot[];
  readonly dotsBefore: readonly { readonly x: number; readonly lane: number }[];
  readonly lanes: number;
  readonly lanesBefore: number;
};

/** The chart of one measure, ready to be scaled: every incident a dot, the curve of both periods, band and median. */
export function recoveryChartOf(input: {
  readonly report: MeasureReport;
  readonly incidents: readonly TimedIncident[];
  /** Diameter of a dot as a share of the axis' length. */
  readonly dotShare: number;
}): RecoveryChart {
  const { now, before, measure } = input.report;
  const axis = logAxisOf([...now.values, ...before.values]);
  const timed = input.incidents.flatMap((incident) => timedDot(incident, measure));
  const places = timed.map(({ durationMs }) => logPlace(axis, durationMs));
  const lanes = dotLanes(places, input.dotShare);
  const dots = timed.map((dot, index) => ({ ...dot, x: places[index] ?? 0, lane: lanes[index] ?? 0 }));
  const placesBefore = before.values.map((value) => logPlace(axis, value));
  const lanesBefore = dotLanes(placesBefore, input.dotShare);
  return {
    axis,
    curve: stepsOf(axis, now.ecdf, ({ share }) => share, 0),
    band: bandOf(axis, now),
    curveBefore: stepsOf(axis, before.ecdf, ({ share }) => share, 0),
    median: medianOf(axis, now),
    dots,
    dotsBefore: placesBefore.map((x, index) => ({ x, lane: lanesBefore[index] ?? 0 })),
    lanes: laneCount(lanes),
    lanesBefore: laneCount(lanesBefore),
  };
}

function laneCount(lanes: readonly number[]): number {
  return lanes.reduce((most, lane) => Math.max(most, lane + 1), 0);
}

function timedDot({ id, number, title, times }: TimedIncident, measure: TimeMeasure) {
  const sample = times[measure];
  return sample.state === "recorded" ? [{ id, number, title, durationMs: sample.durationMs }] : [];
}

/** A staircase from the left end to the right one. */
function stepsOf(
  axis: LogAxis,
  ecdf: readonly EcdfPoint[],
  heightOf: (point: EcdfPoint) => number,
  start: number,
): readonly ChartPoint[] {
  if (ecdf.length === 0) return [];
  const points: ChartPoint[] = [[0, start]];
  let height = start;
  for (const point of ecdf) {
    const x = logPlace(axis, point.value);
    points.push([x, height]);
    height = heightOf(point);
    points.push([x, height]);
  }
  points.push([1, height]);
  return points;
}

function bandOf(axis: LogAxis, { n, ecdf }: Distribution): readonly ChartPoint[] {
  const first = ecdf[0];
  if (first === undefined) return [];
  // Left of the first sample the curve is 0, and the band reaches as far above it as everywhere.
  const start = Math.max(0, first.high - 1 / n);
  const upper = stepsOf(axis, ecdf, ({ high }) => high, start);
  const lower = stepsOf(axis, ecdf, ({ low }) => low, 0);
  return [...upper, ...[...lower].reverse()];
}

function medianOf(axis: LogAxis, { median, medianInterval }: Distribution): RecoveryChart["median"] {
  if (median === null) return null;
  const x = logPlace(axis, median);
  return {
    x,
    low: medianInterval ? logPlace(axis, medianInterval.low) : x,
    high: medianInterval ? logPlace(axis, medianInterval.high) : x,
  };
}
