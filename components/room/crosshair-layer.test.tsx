// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act, useState } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import { MESSAGES } from "@/lib/i18n/messages";
import { timeAxisOf } from "../charts/time-axis";
import { CrosshairLayer } from "./crosshair-layer";
import { storyFrame } from "./fixture";
import { heatViewOf } from "./heat-view";
import { stripsOf } from "./signals-view";
import type { Cross } from "./use-drag";

const frame = storyFrame();
const axis = timeAxisOf(frame.grid);
const heat = heatViewOf(frame, { mode: "log", width: 0, height: 0 });
const HEIGHT = 200;
const selections: (HeatSelection | null)[] = [];
const pins: (number | null)[] = [];

function Harness() {
  const [cross, setCross] = useState<Cross | null>(null);
  const [selection, setSelection] = useState<HeatSelection | null>(null);
  return (
    <CrosshairLayer
      axis={axis}
      heat={heat}
      heatHeight={HEIGHT}
      objectiveMs={frame.objectiveMs}
      markers={[]}
      strips={stripsOf(frame)}
      cross={cross}
      onCross={setCross}
      pinnedColumn={null}
      onPin={(atMs) => pins.push(atMs)}
      selection={selection}
      weigh={() => "35 % of 69 575 requests"}
      onSelect={(next) => {
        selections.push(next);
        setSelection(next);
      }}
    />
  );
}

let root: Root;
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  selections.length = 0;
  pins.length = 0;
  root = createRoot(document.body.appendChild(document.createElement("div")));
  act(() =>
    root.render(
      <NextIntlClientProvider locale="en" messages={MESSAGES.en} timeZone="UTC">
        <Harness />
      </NextIntlClientProvider>,
    ),
  );
  // 1,200 × 400 at the origin: a column is 10 px wide, the heat map lies at y 18–218.
  layer().getBoundingClientRect = () => new DOMRect(0, 0, axis.columns * 10, 400);
  layer().setPointerCapture = () => undefined;
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function layer(): HTMLElement {
  const found = document.querySelector<HTMLElement>("[role=slider]");
  if (found === null) throw new Error("no crosshair");
  return found;
}
const press = (key: string, shiftKey = false) =>
  act(
    () => void layer().dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true })),
  );
const pointer = (type: string, clientX: number, clientY: number, buttons = 1) =>
  act(() => void layer().dispatchEvent(new MouseEvent(type, { clientX, clientY, buttons, bubbles: true })));
const words = () =>
  layer()
    .getAttribute("aria-valuetext")
    ?.replaceAll(/[\u00a0\u202f]/g, " ");
const newest = (): HeatSelection | null | undefined => selections.at(-1);

describe("selecting on the heat map by keyboard", () => {
  it("starts in the newest column at the objective and grows with Shift and arrows", () => {
    press("ArrowUp", true);
    // (240, 300] is the row of the objective of 300 ms; one up is (300, 400].
    expect(newest()).toEqual({
      fromMs: frame.grid.toMs - 10_000,
      toMs: frame.grid.toMs,
      minMs: 240,
      maxMs: 400,
    });
    press("ArrowLeft", true);
    press("ArrowLeft", true);
    expect(newest()).toMatchObject({ fromMs: frame.grid.toMs - 30_000, toMs: frame.grid.toMs, minMs: 240, maxMs: 400 });
    expect(document.querySelector("[data-testid=heat-selection]")).not.toBeNull();
  });

  it("shrinks again and turns over its anchor", () => {
    press("ArrowUp", true);
    press("ArrowDown", true);
    press("ArrowDown", true);
    expect(newest()).toMatchObject({ minMs: 180, maxMs: 300 });
  });

  it("begins a new rectangle after a move without Shift", () => {
    press("ArrowLeft", true);
    press("ArrowLeft");
    press("ArrowUp");
    press("ArrowRight", true);
    expect(newest()).toMatchObject({
      fromMs: frame.grid.toMs - 30_000,
      toMs: frame.grid.toMs - 10_000,
      minMs: 300,
      maxMs: 400,
    });
  });

  it("reaches the open band and stops at the ends of the axis", () => {
    for (let i = 0; i < 40; i += 1) press("ArrowUp", true);
    press("ArrowRight", true);
    expect(newest()).toMatchObject({ toMs: frame.grid.toMs, minMs: 240, maxMs: null });
  });

  it("clears with Escape, the selection before the mark", () => {
    press("ArrowUp", true);
    press("Escape");
    expect(newest()).toBeNull();
    expect(pins).toEqual([]);
    press("Escape");
    expect(pins).toEqual([null]);
    expect(document.querySelector("[data-testid=heat-selection]")).toBeNull();
  });

  it("says range, count and share of the cell", () => {
    press("ArrowLeft");
    press("ArrowUp");
    expect(words()).toMatch(/^14:07:00, p95 \d+ ms, 0 ms – 5.* ms, [\d ]+ of [\d ]+ requests, [\d.]+ % of this column/);
  });
});

describe("selecting on the heat map by pointer", () => {
  it("gives the rectangle of whole cells once the button is released", () => {
    pointer("pointerdown", 1_155, 100);
    pointer("pointermove", 1_185, 60);
    expect(selections).toEqual([]);
    expect(document.querySelector("[data-testid=heat-selection]")).not.toBeNull();
    pointer("pointerup", 1_185, 60, 0);
    const { fromMs, toMs, minMs, maxMs } = newest() ?? {};
    expect([fromMs, toMs]).toEqual([frame.grid.fromMs + 114 * 10_000, frame.grid.fromMs + 118 * 10_000]);
    const bounds = frame.latency.data?.boundsS.map((bound) => bound * 1_000);
    expect(bounds).toContain(minMs);
    expect(bounds).toContain(maxMs);
    expect(maxMs).toBeGreaterThan(minMs ?? 0);
  });

  it("takes every latency when it starts on the strips", () => {
    pointer("pointerdown", 505, 300);
    pointer("pointermove", 555, 320);
    pointer("pointerup", 555, 320, 0);
    expect(newest()).toMatchObject({ fromMs: frame.grid.fromMs + 49 * 10_000, minMs: 0, maxMs: null });
  });

  it("marks a time with a click and selects nothing", () => {
    pointer("pointerdown", 505, 100);
    pointer("pointermove", 506, 100);
    pointer("pointerup", 506, 100, 0);
    pointer("click", 506, 100, 0);
    expect(selections).toEqual([]);
    expect(pins).toEqual([frame.grid.fromMs + 50 * 10_000]);
  });

  it("does not mark a time where a drag ended", () => {
    pointer("pointerdown", 505, 100);
    pointer("pointermove", 555, 100);
    pointer("pointerup", 555, 100, 0);
    pointer("click", 555, 100, 0);
    expect(pins).toEqual([]);
  });
});
