"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { TraceOutline } from "@/lib/domain/trace-outline";
import { endUsOf } from "@/lib/domain/trace-tree";
import { useSize } from "../charts/use-size";
import { useThemeVersion } from "../charts/use-theme-version";
import { draggedWindow, placeIn, type TimeWindow } from "./time-window";

const HEIGHT = 40;
const PATH_HEIGHT = 4;

/** The whole trace at a glance: every span as a hairline, the critical path below. A drag shows that stretch; keys + − 0 do it too. */
export function Minimap(props: {
  readonly outline: TraceOutline;
  readonly whole: TimeWindow;
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
}) {
  const { outline, whole, window: shown, onWindow } = props;
  const t = useTranslations("traces.waterfall");
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width } = useSize(box);
  const theme = useThemeVersion();
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme needs a new painting
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || width === 0) return;
    const scale = globalThis.devicePixelRatio || 1;
    canvas.current.width = Math.round(width * scale);
    canvas.current.height = Math.round(HEIGHT * scale);
    context.scale(scale, scale);
    const style = getComputedStyle(canvas.current);
    const token = (name: string) => style.getPropertyValue(name).trim();
    const rows = outline.rows;
    const spansHeight = HEIGHT - PATH_HEIGHT - 2;
    const lineHeight = Math.max(0.75, Math.min(3, spansHeight / rows.length - 0.5));
    const [plain, failed, path] = [token("--fg-4"), token("--act-solid"), token("--accent-solid")];
    for (const [index, { span, critical }] of rows.entries()) {
      const place = placeIn(whole, { startUs: span.startUs, endUs: endUsOf(span) });
      if (place === null) continue;
      context.fillStyle = span.status === "error" ? failed : plain;
      const y = (index / rows.length) * spansHeight;
      context.fillRect((place.left / 100) * width, y, Math.max(0.5, (place.width / 100) * width), lineHeight);
      context.fillStyle = path;
      for (const section of critical) {
        const part = placeIn(whole, section);
        if (part)
          context.fillRect((part.left / 100) * width, HEIGHT - PATH_HEIGHT, (part.width / 100) * width, PATH_HEIGHT);
      }
    }
  }, [outline, whole, width, theme]);

  const placeOf = (event: React.PointerEvent) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return bounds.width === 0 ? 0 : (event.clientX - bounds.left) / bounds.width;
  };
  const view = placeIn(whole, { startUs: shown.fromUs, endUs: shown.toUs });
  const dragged = drag && draggedWindow(whole, drag[0], drag[1]);
  const dragPlace = dragged && placeIn(whole, { startUs: dragged.fromUs, endUs: dragged.toUs });
  return (
    <div
      ref={box}
      title={t("minimap")}
      className="relative h-10 cursor-crosshair touch-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([placeOf(event), placeOf(event)]);
      }}
      onPointerMove={(event) => {
        const to = placeOf(event);
        setDrag((from) => from && [from[0], to]);
      }}
      onPointerUp={() => {
        setDrag(null);
        onWindow(dragged ?? whole);
      }}
      onPointerCancel={() => setDrag(null)}
    >
      <canvas ref={canvas} role="img" aria-label={t("minimap_label")} className="h-10 w-full" />
      {view && view.width < 99.9 ? (
        <>
          <i className="absolute inset-y-0 left-0 bg-surface/70" style={{ width: `${view.left}%` }} />
          <i
            className="absolute inset-y-0 right-0 bg-surface/70"
            style={{ width: `${100 - view.left - view.width}%` }}
          />
          <i
            className="absolute inset-y-0 border-fg-3 border-x"
            style={{ left: `${view.left}%`, width: `${view.width}%` }}
          />
        </>
      ) : null}
      {dragPlace ? (
        <i
          className="absolute inset-y-0 border-accent border-x bg-accent-tint/60"
          style={{ left: `${dragPlace.left}%`, width: `${dragPlace.width}%` }}
        />
      ) : null}
    </div>
  );
}
