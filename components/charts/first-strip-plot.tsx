"use client";

import { type ComponentType, startTransition, useEffect, useState } from "react";
import { SparkPlot } from "./spark-plot";
import type { StripProps } from "./strip-line";

const loadChart = () => import("./strip-plot").then((module) => module.StripPlot);

/**
 * A strip that is there with the page's first paint: plain lines, drawn on the server already, until the chart's code has come. Both draw on
 * the same scale, so nothing moves. Where the code cannot be had the lines stay.
 */
export function FirstStripPlot(props: StripProps) {
  const [chart, setChart] = useState<{ readonly Chart: ComponentType<StripProps> } | null>(null);
  useEffect(() => {
    let isHere = true;
    loadChart().then(
      (Chart) => {
        if (isHere) startTransition(() => setChart({ Chart }));
      },
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, []);
  if (chart !== null) return <chart.Chart {...props} />;
  const { axis, lines, limit, band = null } = props;
  const ink = lines.find(({ tone }) => tone === "ink");
  return (
    <SparkPlot
      columns={axis.columns}
      values={ink?.values ?? []}
      others={lines.filter((line) => line !== ink)}
      limit={limit}
      band={band}
    />
  );
}
