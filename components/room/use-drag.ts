"use client";

import { type MouseEvent, type PointerEvent, useRef, useState } from "react";
import type { AxisRow } from "@/lib/domain/heatmap";
import { rowAt } from "../charts/heat-scale";
import { columnAt, type TimeAxis } from "../charts/time-axis";

/** Where the reader points: a column of all plots, and a row when it is on the heat map. */
export type Cross = { readonly column: number; readonly row: number | null };

/** Height of the band above the heat map that holds the markers. */
export const HEAD_PX = 18;

/** A press that moves less than this is a click. */
const CLICK_PX = 4;

type Drag = { readonly from: Cross; readonly to: Cross };
type Place = { readonly clientX: number; readonly clientY: number };

/** Pointing, clicking and dragging over the plots. A drag that starts on the heat map stays on it; one that starts below has no row. */
export function useDrag(options: {
  readonly axis: TimeAxis;
  readonly rows: readonly AxisRow[];
  readonly heatHeight: number;
  readonly onPoint: (cross: Cross | null) => void;
  readonly onClick: (column: number) => void;
  readonly onSelect: (from: Cross, to: Cross) => void;
}) {
  const { axis, rows, heatHeight } = options;
  const [drag, setDrag] = useState<Drag | null>(null);
  const press = useRef<(Place & { readonly at: Cross; hasMoved: boolean }) | null>(null);

  function placeOf(event: PointerEvent<Element> | MouseEvent<Element>, isOnHeat: boolean): Cross {
    const box = event.currentTarget.getBoundingClientRect();
    const y = 1 - (event.clientY - box.top - HEAD_PX) / heatHeight;
    const isInside = rows.length > 0 && heatHeight > 0 && (isOnHeat || (y >= 0 && y <= 1));
    return {
      column: columnAt(axis, (event.clientX - box.left) / box.width),
      row: isInside ? rowAt(rows, Math.min(1, Math.max(0, y))) : null,
    };
  }

  return {
    drag,
    onPointerDown(event: PointerEvent<Element>) {
      if (event.button !== 0) return;
      press.current = { clientX: event.clientX, clientY: event.clientY, at: placeOf(event, false), hasMoved: false };
    },
    onPointerMove(event: PointerEvent<Element>) {
      const start = press.current;
      const place = placeOf(event, start !== null && start.at.row !== null);
      options.onPoint(place);
      if (start === null || event.buttons === 0) return;
      const moved = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
      if (!start.hasMoved && moved < CLICK_PX) return;
      // Only now: a captured click would not reach a button that lies above.
      if (!start.hasMoved) event.currentTarget.setPointerCapture(event.pointerId);
      start.hasMoved = true;
      setDrag({ from: start.at, to: start.at.row === null ? { ...place, row: null } : place });
    },
    onPointerUp() {
      if (drag !== null) options.onSelect(drag.from, drag.to);
      setDrag(null);
    },
    onPointerCancel() {
      press.current = null;
      setDrag(null);
    },
    onPointerLeave() {
      if (drag === null) options.onPoint(null);
    },
    onClick(event: MouseEvent<Element>) {
      const hasDragged = press.current?.hasMoved ?? false;
      press.current = null;
      if (!hasDragged) options.onClick(placeOf(event, false).column);
    },
  };
}
