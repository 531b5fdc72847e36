import { memo } from "react";
import { areaPath, heightOf, linePath } from "./spark-path";
import { overLimit, type StripBand, stripScaleOf } from "./strip-scale";

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
}) {
  const { columns, values, limit, band } = props;
  const scale = stripScaleOf([values], limit, band);
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
      <path
        d={linePath(values, scale)}
        {...STROKE}
        stroke="var(--chart-ink)"
        strokeWidth={1.6}
        strokeLinejoin="round"
      />
    </svg>
  );
});
