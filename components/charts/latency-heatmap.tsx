"use client";

import { memo, useEffect, useRef } from "react";
import { type Rgb, rgbOf } from "@/lib/domain/heat-ramp";
import { type HeatLook, type HeatPicture, paintHeat } from "./heat-painter";
import { useSize } from "./use-size";
import { useThemeVersion } from "./use-theme-version";

const STOPS = 9;

/** Latency over time as counts per bucket, on its own canvas, painted when picture, size or theme change. For eyes only: a table stands behind it. */
export const LatencyHeatmap = memo(function LatencyHeatmap({ picture }: { picture: HeatPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(canvas);
  const theme = useThemeVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the tokens while painting
  useEffect(() => {
    const element = canvas.current;
    if (element === null || size.width === 0) return;
    const ratio = Math.max(1, devicePixelRatio || 1);
    element.width = Math.round(size.width * ratio);
    element.height = Math.round(size.height * ratio);
    paintHeat(element, picture, lookOf(element));
  }, [picture, size, theme]);
  return <canvas ref={canvas} aria-hidden className="absolute inset-0 block size-full" />;
});

function lookOf(element: Element): HeatLook {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const ramp = Array.from({ length: STOPS }, (_, i) => rgbOf(token(`heat-${i}`))).filter(
    (stop): stop is Rgb => stop !== null,
  );
  return { ramp, usual: rgbOf(token("line")) ?? [128, 128, 128], gap: token("band"), hatch: token("line-strong") };
}
