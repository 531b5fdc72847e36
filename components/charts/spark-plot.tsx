import { memo } from "react";
import { areaPath, heightOf, linePath } from "./spark-path";
import { STRIP_COLORS, type StripLine } from "./strip-line";
import { overLimit, type StripBand, stripScaleOf } from "./strip-scale";

const NO_LINES: readonly StripLine[] = [];
const STROKE = { vectorEffect: "non-scaling-stroke", fill: "none", strokeLinecap: "round" } as const;

/**
 * One quiet line of a small multiple on the shared axis. Plain SVG that stretches with its box: eight full charts would cost the room more
 * than everything else in it, and these are there with the first paint.
 */
export const SparkPlot = memo(function SparkPlot(props: {
  readonly columns: number;
  readonly values: readonly (number | null)[];
  readonly limit: number | null;
  readonly band: StripBand | null;
  /** Quieter lines beside it, on the same scale. */
  readonly others?: readonly StripLine[];
}) {
  const { columns, values, limit, band, others = NO_LINES } = props;
  const scale = stripScaleOf([values, ...others.map((line) => line.values)], limit, band);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${columns} 1`}
      preserveAspectRatio="none"
      className="absolute inset-x-0 top-[4px] h-[calc(100%-7px)] w-full overflow-visible"
    >
      {band === null ? null : <path d={areaPath(band, scale)} fill="var(--chart-3)" fillOpacity={0.28} />}
      {limit === null ? null : (
        <>
          <path d={areaPath(overLimit(values, limit), scale)} fill="var(--act-tint)" />
          <path
            d={`M0 ${heightOf(limit, scale)}H${columns}`}
            {...STROKE}
            stroke="var(--fg-3)"
            strokeWidth={1}
            strokeDasharray="4 3"
          />
        </>
      )}
      {others.map((line) => (
        <path
          key={line.key}
          d={linePath(line.values, scale)}
          {...STROKE}
          stroke={STRIP_COLORS[line.tone]}
          strokeWidth={1.2}
          strokeLinejoin="round"
        />
      ))}
      <path
        d={linePath(values, scale)}
        {...STROKE}
        stroke={STRIP_COLORS.ink}
        strokeWidth={1.6}
        strokeLinejoin="round"
      />
    </svg>
  );
});
