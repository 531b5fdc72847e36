"use client";

import { memo, useRef } from "react";
import { Area, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from "recharts";
import { STRIP_COLORS, type StripProps } from "./strip-line";
import { overLimit, stripScaleOf } from "./strip-scale";
import { useSize } from "./use-size";

const MARGIN = { top: 4, right: 0, bottom: 3, left: 0 };

/** One strip of the shared axis: lines, a dashed limit, and a tint where the ink line is over it. No axis of its own. */
export const StripPlot = memo(function StripPlot(props: StripProps) {
  const { axis, lines, limit, band = null } = props;
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const ink = lines.find(({ tone }) => tone === "ink");
  const over = limit === null ? [] : overLimit(ink?.values ?? [], limit);
  const points = Array.from({ length: axis.columns }, (_, i) => ({
    at: axis.startMs + (i + 0.5) * axis.stepMs,
    over: over[i] ?? null,
    band: band?.[i] ?? null,
    ...Object.fromEntries(lines.map(({ key, values }) => [key, values[i] ?? null])),
  }));
  const { bottom, top } = stripScaleOf(
    lines.map(({ values }) => values),
    limit,
    band,
  );
  return (
    <div ref={box} className="absolute inset-0" aria-hidden>
      {width > 0 ? (
        <ComposedChart width={width} height={height} data={points} margin={MARGIN} accessibilityLayer={false}>
          <XAxis dataKey="at" type="number" domain={[axis.startMs, axis.endMs]} hide />
          <YAxis domain={[bottom, top]} hide width={0} />
          {band === null ? null : (
            <Area dataKey="band" stroke="none" fill="var(--chart-3)" fillOpacity={0.28} isAnimationActive={false} />
          )}
          {limit === null ? null : (
            <>
              <Area dataKey="over" stroke="none" fill="var(--act-tint)" fillOpacity={1} isAnimationActive={false} />
              <ReferenceLine y={limit} stroke="var(--fg-3)" strokeWidth={1} strokeDasharray="4 3" />
            </>
          )}
          {lines.map(({ key, tone }) => (
            <Line
              key={key}
              dataKey={key}
              stroke={STRIP_COLORS[tone]}
              strokeWidth={tone === "ink" ? 1.6 : 1.2}
              dot={false}
              activeDot={false}
              type="linear"
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      ) : null}
    </div>
  );
});
