// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RoomFrame } from "@/lib/contracts/room";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { STORY_NOW_MS, storyFrame } from "./fixture";
import { MapPanel } from "./map-panel";
import { SIXTY_CAUSE, sixtyMap } from "./testing/sixty-map";

/** jsdom lays nothing out: every element is told that it has this size. */
class Sized {
  readonly #told: ResizeObserverCallback;
  constructor(told: ResizeObserverCallback) {
    this.#told = told;
  }
  observe(target: Element) {
    const contentRect = new DOMRect(0, 0, 480, 140);
    this.#told([{ target, contentRect, borderBoxSize: [], contentBoxSize: [], devicePixelContentBoxSize: [] }], this);
  }
  unobserve() {}
  disconnect() {}
}

let root: Root;
let missing: string[];
const picks: (string | null)[] = [];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("ResizeObserver", Sized);
  missing = [];
  picks.length = 0;
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function show(
  frame: RoomFrame | null,
  {
    cause = "order",
    picked = null,
    locale = "en",
  }: { cause?: string | null; picked?: string | null; locale?: Locale } = {},
) {
  act(() =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="UTC"
        onError={(error) => missing.push(error.message)}
      >
        <MapPanel
          frame={frame}
          cause={cause}
          picked={picked}
          onPick={(service) => picks.push(service)}
          again={() => undefined}
        />
      </NextIntlClientProvider>,
    ),
  );
}
const sixty = (): RoomFrame => {
  const story = storyFrame();
  return { ...story, map: { ...story.map, data: sixtyMap(STORY_NOW_MS) } };
};
const box = (place: string) => {
  const found = document.querySelector<HTMLButtonElement>(`button[data-place="${place}"]`);
  if (!found) throw new Error(`no box ${place}`);
  return found;
};
const press = (key: string) =>
  act(() =>
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
  );
const focused = () => document.activeElement?.getAttribute("data-place");

describe("the map panel", () => {
  it.each(LOCALES)("has a word for everything it shows in %s", (locale) => {
    const stale = storyFrame();
    show(storyFrame(), { locale });
    show(sixty(), { locale, cause: SIXTY_CAUSE });
    show(
      { ...stale, map: { ...stale.map, state: "stale", failingSinceMs: STORY_NOW_MS, reason: "timeout" } },
      { locale },
    );
    show({ ...stale, map: { ...stale.map, state: "error", reason: "timeout", data: null } }, { locale });
    show(null, { locale });
    expect(missing).toEqual([]);
  });

  it("names the first suspect, its state and its figures for who does not see colours", () => {
    show(storyFrame());
    expect(box("order").getAttribute("aria-label")).toBe("order, 2.6\u00a0% fail, service, first suspect, failing");
    expect(box("external:bank").getAttribute("aria-label")).toContain("known, no call in this sample");
  });

  it("says that it is a sample, of how many and of when", () => {
    show(storyFrame());
    expect(document.querySelector("section")?.textContent).toContain("312 sampled traces, 14:05:51–14:06:51");
  });

  it("is one stop of the tab key, then walked along the calls with the arrows", () => {
    show(storyFrame());
    expect([...document.querySelectorAll("[data-place][tabindex='0']")]).toEqual([box("order")]);
    act(() => box("order").focus());
    press("ArrowLeft");
    expect(focused()).toBe("gateway");
    press("ArrowRight");
    expect(focused()).toBe("order");
    press("ArrowUp");
    expect(focused()).toBe("auth");
    press("ArrowUp");
    expect(focused()).toBe("auth");
    press("Home");
    expect(focused()).toBe("gateway");
  });

  it("narrows the room to a service that is picked, and back when it is picked again; not to what has no signals", () => {
    show(storyFrame());
    act(() => box("payment").click());
    act(() => box("external:bank").click());
    show(storyFrame(), { picked: "payment" });
    expect(box("payment").getAttribute("aria-pressed")).toBe("true");
    act(() => box("payment").click());
    expect(picks).toEqual(["payment", null]);
  });

  it("keeps 60 boxes apart", () => {
    show(sixty(), { cause: SIXTY_CAUSE });
    const rects = [...document.querySelectorAll<HTMLElement>("[data-place]")].map(({ style }) => {
      const [x = 0, y = 0] = (style.transform.match(/-?[\d.]+(?=px)/g) ?? []).map(Number);
      return { x, y, width: Number.parseFloat(style.width), height: Number.parseFloat(style.height) };
    });
    expect(rects).toHaveLength(60);
    for (const [index, a] of rects.entries()) {
      for (const b of rects.slice(index + 1)) {
        expect(Math.abs(a.x - b.x) >= a.width || Math.abs(a.y - b.y) >= a.height).toBe(true);
      }
    }
  });

  it("opens a table of all calls that says where its rates come from", async () => {
    show(storyFrame());
    const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Table");
    act(() => button?.click());
    await vi.waitFor(async () => {
      await act(async () => undefined);
      expect(document.querySelector("[role=dialog]")).not.toBeNull();
    });
    const dialog = document.querySelector("[role=dialog]");
    expect(dialog?.querySelectorAll("tbody tr")).toHaveLength(8);
    expect(dialog?.textContent).toContain("Rates are estimates: calls in the sample × order's measured 405/s");
    expect(dialog?.textContent).toContain("Was: 100 traces");
  });

  it("says what an empty map means instead of drawing nothing", () => {
    const frame = storyFrame();
    const data = frame.map.data && { ...frame.map.data, nodes: [], edges: [], traces: 0 };
    show({ ...frame, map: { ...frame.map, data } });
    expect(document.body.textContent).toContain("No trace passed order between 14:05:51 and 14:06:51");
  });
});
