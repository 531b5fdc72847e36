// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tickInputOf } from "@/lib/contracts/room";
import { FIRST_VIEW } from "@/lib/domain/room-view";
import { useNow } from "../format/use-now";
import { STORY_NOW_MS, storyFrame } from "./fixture";
import { type Tick, useFrame } from "./use-frame";

const STEP_MS = 50;
let root: Root;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers({ now: STORY_NOW_MS });
  const element = document.createElement("div");
  document.body.replaceChildren(element);
  root = createRoot(element);
});
afterEach(() => {
  act(() => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A room that is rendered again every `renderMs`, as its clock does. */
function Room({ tick, renderMs }: { tick: Tick; renderMs: number }) {
  useNow(STORY_NOW_MS, renderMs);
  useFrame({ of: tickInputOf("i", FIRST_VIEW), tick, initial: null });
  return null;
}

async function ticksWithin(durationMs: number, renderMs: number, tick: Tick): Promise<number[]> {
  const askedAt: number[] = [];
  const counted: Tick = (input) => {
    askedAt.push(Date.now());
    return tick(input);
  };
  const client = new QueryClient();
  await act(async () => {
    root.render(
      <QueryClientProvider client={client}>
        <Room tick={counted} renderMs={renderMs} />
      </QueryClientProvider>,
    );
  });
  // In small steps: React renders at the end of each.
  for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS)
    await act(() => vi.advanceTimersByTimeAsync(STEP_MS));
  client.clear();
  return askedAt;
}

/** The longest time without a question, the one at the end included. */
function longestSilenceMs(askedAt: readonly number[]): number {
  const times = [STORY_NOW_MS, ...askedAt, Date.now()];
  return Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? 0)));
}

it.each([100, 250, 1_000])(
  "asks at least every tick, however often the room is rendered (every %d ms)",
  async (renderMs) => {
    // The server answers what it has: a frame that is a whole tick old every second time.
    let n = 0;
    const tick: Tick = async () => {
      n += 1;
      return { ok: true, frame: { ...storyFrame(), atMs: n % 2 === 0 ? Date.now() : Date.now() - 5_000 } };
    };
    const asked = await ticksWithin(60_000, renderMs, tick);
    expect(longestSilenceMs(asked)).toBeLessThanOrEqual(5_400);
    expect(asked.length).toBeLessThanOrEqual(30);
  },
);

it("asks on after failures", async () => {
  const asked = await ticksWithin(60_000, 1_000, async () => ({ ok: false, code: "unavailable" }));
  expect(asked.length).toBeGreaterThanOrEqual(11);
  expect(longestSilenceMs(asked)).toBeLessThanOrEqual(5_400);
});
