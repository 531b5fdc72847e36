// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { STORY_NOW_MS, storyFrame, storyPage } from "./fixture";
import type { RoomProps } from "./room";
import { SIXTY_CAUSE, sixtyMap } from "./testing/sixty-map";
import { Wall } from "./wall";

/** jsdom lays nothing out: every element is told that it has this size. */
class Sized {
  readonly #told: ResizeObserverCallback;
  constructor(told: ResizeObserverCallback) {
    this.#told = told;
  }
  observe(target: Element) {
    const contentRect = new DOMRect(0, 0, 1_400, 1_080);
    this.#told([{ target, contentRect, borderBoxSize: [], contentBoxSize: [], devicePixelContentBoxSize: [] }], this);
  }
  unobserve() {}
  disconnect() {}
}
class Nothing {
  addEventListener() {}
  removeEventListener() {}
  close() {}
}

let root: Root;
let missing: string[];
const asked: string[] = [];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("ResizeObserver", Sized);
  vi.stubGlobal("EventSource", Nothing);
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return new Response("{}", { status: 503 });
  });
  vi.useFakeTimers({ now: STORY_NOW_MS, toFake: ["Date", "setInterval", "clearInterval"] });
  missing = [];
  asked.length = 0;
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function wall(props: Partial<RoomProps> = {}, locale: Locale = "en") {
  const frame = props.initialFrame === undefined ? storyFrame() : props.initialFrame;
  act(() =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="UTC"
        onError={(error) => missing.push(error.message)}
      >
        <Wall
          page={storyPage()}
          initialNowMs={STORY_NOW_MS}
          tick={async () => ({ ok: true, frame })}
          {...props}
          initialFrame={frame}
        />
      </NextIntlClientProvider>,
    ),
  );
}
const text = () => document.body.textContent?.replaceAll(/[\u00a0\u202f]/g, " ") ?? "";

describe("the wall", () => {
  it.each(LOCALES)("has a word for everything it shows in %s", (locale) => {
    wall({}, locale);
    wall({ initialFrame: storyFrame({ stale: true }) }, locale);
    wall({ initialFrame: null, page: storyPage({ diagnosis: null }) }, locale);
    expect(missing).toEqual([]);
  });

  it("shows clock, sentence, suspect, map and breakers", () => {
    wall();
    expect(text()).toContain("04:12");
    expect(text()).toMatch(/p95 \d+ ms, was 140 ms before r7/);
    expect(text()).toContain("Bad release, order r7");
    expect(text()).toContain("order → payment");
    expect(text()).toContain("open on 3 of 6 pods");
    expect(text()).toContain("5 closed");
    expect(document.querySelectorAll("ul[aria-label^=Services] li")).toHaveLength(8);
  });

  it("has nothing to press and no colour but red", () => {
    wall();
    expect(document.querySelectorAll("button, a, input, select, [tabindex]")).toHaveLength(0);
    const classes = [...document.querySelectorAll("[class]")].flatMap((element) => [...element.classList]);
    expect(classes.some((name) => /(^|-)act(-|$)/.test(name))).toBe(true);
    expect(classes.filter((name) => /(text|bg|border|stroke)-(watch|fine|accent)/.test(name))).toEqual([]);
  });

  it("shows the way of the trouble out of 60 services, and how many are left out", () => {
    const story = storyFrame();
    const page = storyPage();
    const [first, ...rest] = page.diagnosis?.hypotheses ?? [];
    if (!first || !page.diagnosis) throw new Error("the story has a diagnosis");
    const suspected = { ...first, cause: { ...first.cause, service: SIXTY_CAUSE } };
    wall({
      page: { ...page, diagnosis: { ...page.diagnosis, hypotheses: [suspected, ...rest] } },
      initialFrame: { ...story, map: { ...story.map, data: sixtyMap(STORY_NOW_MS) } },
    });
    expect(document.querySelectorAll("ul[aria-label^=Services] li")).toHaveLength(14);
    expect(text()).toContain("and 46 more places");
  });

  it("looks for the server while its figures stay away", async () => {
    const frame = { ...storyFrame(), atMs: STORY_NOW_MS - 90_000 };
    wall({ initialFrame: frame });
    expect(asked.filter((url) => url === "/api/health")).toHaveLength(0);
    await act(() => vi.advanceTimersByTimeAsync(31_000));
    expect(asked.filter((url) => url === "/api/health")).toHaveLength(2);
  });
});
