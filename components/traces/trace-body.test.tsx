// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Trace } from "@/lib/domain/trace";
import { drawnSpan } from "@/lib/domain/trace-drawing.fixture";
import { traceOutlineOf } from "@/lib/domain/trace-outline";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { TraceBody } from "./trace-body";

class Nothing {
  addEventListener() {}
  removeEventListener() {}
  observe() {}
  unobserve() {}
  disconnect() {}
}
let root: Root;
let missing: string[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("ResizeObserver", Nothing);
  vi.stubGlobal("matchMedia", () => new Nothing());
  Element.prototype.scrollTo = () => undefined;
  // Nor does it paint: the minimap stays empty.
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  // jsdom lays nothing out: the list would have no height to show rows in.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(520);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  missing = [];
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const TRACE: Trace = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spans: [
    drawnSpan("a", [0, 100_000], { service: "gateway", operation: "GET /checkout", kind: "server" }),
    drawnSpan("b", [10_000, 90_000], {
      service: "order",
      operation: "POST /orders",
      parentSpanId: "a",
      status: "error",
      statusMessage: "pool exhausted",
      attributes: { "http.response.status_code": "503", pod: "order-1" },
      process: { pod: "order-1" },
      version: "r7",
      events: [{ atUs: 12_000, name: "exception", attributes: { "exception.type": "Timeout" } }],
      links: [{ traceId: "e".repeat(32), spanId: "e".repeat(16) }],
      warnings: ["clock skew"],
    }),
    drawnSpan("c", [20_000, 30_000], { service: "order", operation: "SELECT", parentSpanId: "b" }),
    drawnSpan("d", [40_000, 50_000], { service: "mail", operation: "send", parentSpanId: "a", isAsync: true }),
    drawnSpan("e", [0, 5_000], { service: "risk", operation: "lost", parentSpanId: "none" }),
  ],
};

function show(trace: Trace, { locale = "en", spanId = null }: { locale?: Locale; spanId?: string | null } = {}) {
  const loaded = { trace, outline: traceOutlineOf(trace), query: "GET x", spansTotal: trace.spans.length + 1 };
  act(() =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="UTC"
        onError={(error) => missing.push(error.message)}
      >
        <TraceBody loaded={loaded} spanId={spanId} onOpen={() => undefined} />
      </NextIntlClientProvider>,
    ),
  );
}
const items = () => [...document.querySelectorAll("[role=treeitem]")];
const names = () => items().map((item) => item.getAttribute("aria-label")?.split(",")[0]);
const chosen = () => document.querySelector("[role=treeitem][aria-selected=true]")?.getAttribute("aria-label");
const press = (key: string) =>
  act(
    () =>
      void document
        .querySelector("[role=tree]")
        ?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
  );

describe("the trace view", () => {
  it("lists spans as a tree that the keyboard reaches, and says which are on the critical path", () => {
    show(TRACE);
    expect(names()).toEqual(["gateway GET /checkout", "order POST /orders", "order SELECT", "mail send", "risk lost"]);
    expect(chosen()).toContain("on the critical path");
    press("ArrowDown");
    expect(chosen()?.replaceAll("\u00a0", " ")).toBe(
      "order POST /orders, 80 ms, self time 70 ms, on the critical path, failed",
    );
    press("ArrowLeft");
    expect(names()).not.toContain("order SELECT");
    expect(document.querySelector("[role=treeitem][aria-selected=true]")?.getAttribute("aria-expanded")).toBe("false");
    press("End");
    expect(chosen()).toContain("risk lost");
  });

  it("shows everything that the chosen span says", () => {
    show(TRACE, { spanId: "b" });
    const details = document.querySelector("section[aria-label='Details of the span']")?.textContent ?? "";
    for (const text of [
      "pool exhausted",
      "503",
      "exception.type",
      "Timeout",
      "order-1",
      "version r7",
      "clock skew",
      "trace_idt1",
      "span_idb",
    ]) {
      expect(details).toContain(text);
    }
    expect(document.querySelector(`a[href="/traces/${"e".repeat(32)}?span=${"e".repeat(16)}"]`)).not.toBeNull();
  });

  it("says what is missing, cut, skewed and left out", () => {
    show(TRACE);
    const notes = [...document.querySelectorAll("ul li")].map((note) => note.textContent);
    expect(notes).toEqual([
      "The first 5 of 6 spans are shown.",
      "Trace store: clock skew",
      "1 span has a parent that never arrived: the trace is incomplete.",
      "1 span does not hang from the root and is not on the critical path.",
      "1 span nobody waited for, left out of the critical path.",
    ]);
  });

  it("finds spans, goes from one to the next and opens what hides them", () => {
    show(TRACE);
    press("ArrowLeft");
    expect(items()).toHaveLength(2);
    const input = document.querySelector<HTMLInputElement>("input[type=search]");
    if (!input) throw new Error("no search field");
    act(() => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, "order");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    act(() => void input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
    expect(chosen()).toContain("POST /orders");
    expect(items()).toHaveLength(5);
    expect(document.querySelector("[aria-live=polite]")?.textContent).toBe("2 spans");
  });

  it("keeps 50,000 spans out of the document but for those in view", () => {
    const spans = Array.from({ length: 50_000 }, (_, i) =>
      drawnSpan(`s${i}`, [i * 10, i * 10 + 9], {
        parentSpanId: i === 0 ? null : "s0",
        ...(i === 0 ? { durationUs: 500_000 } : {}),
      }),
    );
    show({ traceId: TRACE.traceId, spans });
    expect(items().length).toBeGreaterThan(10);
    expect(document.querySelectorAll("*").length).toBeLessThan(2_000);
  });

  it.each(LOCALES)("has a word for everything in %s", (locale) => {
    show(TRACE, { locale, spanId: "b" });
    show({ traceId: TRACE.traceId, spans: [] }, { locale });
    expect(missing).toEqual([]);
  });
});
