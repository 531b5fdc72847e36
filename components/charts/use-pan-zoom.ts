"use client";

import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Size } from "./use-size";

/** What of the drawing is seen: scaled by `k`, then moved. */
export type View = { readonly k: number; readonly x: number; readonly y: number };

const MIN_K = 0.2;
const MAX_K = 2;
const ZOOM_STEP = 1.25;
const WHEEL_PER_STEP_PX = 120;
const CLICK_PX = 3;
/** As much of the drawing stays in sight. */
const KEEP_PX = 48;

export type PanZoom = {
  readonly view: View;
  readonly isMoved: boolean;
  /** Everything in sight, however small. */
  readonly fit: () => void;
  readonly zoom: (steps: number) => void;
  readonly pan: (dx: number, dy: number) => void;
  /** Moves as little as needed to bring a box into sight. */
  readonly reveal: (box: { x: number; y: number; width: number; height: number }) => void;
  readonly drag: { onPointerDown(event: PointerEvent<HTMLElement>): void };
};

/** Pan by drag, zoom by pinch or with Ctrl and the wheel (a plain wheel scrolls the page). `home` is shown until somebody moves. */
export function usePanZoom(area: RefObject<HTMLElement | null>, size: Size, content: Size, home: View): PanZoom {
  const [moved, setMoved] = useState<View | null>(null);
  const view = moved ?? home;
  const now = useRef({ view, size, content });
  now.current = { view, size, content };

  const move = useCallback((next: View) => {
    const { size, content } = now.current;
    const within = (at: number, room: number, length: number) =>
      Math.min(room - KEEP_PX, Math.max(KEEP_PX - length * next.k, at));
    setMoved({
      k: next.k,
      x: within(next.x, size.width, content.width),
      y: within(next.y, size.height, content.height),
    });
  }, []);
  const zoomAt = useCallback(
    (factor: number, at: { x: number; y: number }) => {
      const { view } = now.current;
      const k = Math.min(MAX_K, Math.max(MIN_K, view.k * factor));
      move({ k, x: at.x - ((at.x - view.x) * k) / view.k, y: at.y - ((at.y - view.y) * k) / view.k });
    },
    [move],
  );
  useEffect(() => {
    const element = area.current;
    function wheel(event: WheelEvent) {
      if (!element || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoomAt(ZOOM_STEP ** (-event.deltaY / WHEEL_PER_STEP_PX), { x: event.clientX - left, y: event.clientY - top });
    }
    element?.addEventListener("wheel", wheel, { passive: false });
    return () => element?.removeEventListener("wheel", wheel);
  }, [area, zoomAt]);

  return {
    view,
    isMoved: moved !== null,
    fit: () => move(fitView(size, content)),
    zoom: (steps) => zoomAt(ZOOM_STEP ** steps, { x: size.width / 2, y: size.height / 2 }),
    pan: (dx, dy) => move({ ...view, x: view.x + dx, y: view.y + dy }),
    reveal: (box) => {
      const shift = (from: number, length: number, at: number, room: number) => {
        const [low, high] = [from * view.k + at, (from + length) * view.k + at];
        return low < 0 ? -low + 8 : high > room ? room - high - 8 : 0;
      };
      const [dx, dy] = [shift(box.x, box.width, view.x, size.width), shift(box.y, box.height, view.y, size.height)];
      if (dx !== 0 || dy !== 0) move({ ...view, x: view.x + dx, y: view.y + dy });
    },
    drag: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        const element = event.currentTarget;
        const start = { x: event.clientX, y: event.clientY, view };
        let isDrag = false;
        const onMove = (at: globalThis.PointerEvent) => {
          const [dx, dy] = [at.clientX - start.x, at.clientY - start.y];
          if (!isDrag && Math.hypot(dx, dy) <= CLICK_PX) return;
          // Captured only now: a press without a move is a click on the box under it.
          if (!isDrag) element.setPointerCapture(at.pointerId);
          isDrag = true;
          move({ ...start.view, x: start.view.x + dx, y: start.view.y + dy });
        };
        const end = () => {
          element.removeEventListener("pointermove", onMove);
          element.removeEventListener("pointerup", end);
          element.removeEventListener("pointercancel", end);
        };
        element.addEventListener("pointermove", onMove);
        element.addEventListener("pointerup", end);
        element.addEventListener("pointercancel", end);
      },
    },
  };
}

/** The whole drawing in the middle, never enlarged. */
export function fitView(size: Size, content: Size): View {
  const k = Math.max(MIN_K, Math.min(1, size.width / content.width, size.height / content.height));
  return { k, x: (size.width - content.width * k) / 2, y: (size.height - content.height * k) / 2 };
}

/**
 * At first: the whole drawing when that is readable, else full size with the box that matters in sight, a third from the left so
 * that its callees are seen too.
 */
export function homeView(size: Size, content: Size, focus: { x: number; y: number } | null): View {
  const fit = fitView(size, content);
  if (fit.k >= READABLE_K || focus === null) return fit;
  const inside = (want: number, room: number, length: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, want));
  return {
    k: 1,
    x: inside(size.width * 0.4 - focus.x, size.width, content.width),
    y: inside(size.height / 2 - focus.y, size.height, content.height),
  };
}

/** Text of 11 px is then 9 px. */
const READABLE_K = 0.82;
