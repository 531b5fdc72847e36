// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BreakerReport } from "@/lib/contracts/breaker-report";
import type { BreakerCell, GuardsPanel } from "@/lib/contracts/breakers";
import type { RoomFrame } from "@/lib/contracts/room";
import { BREAKER_STATES } from "@/lib/domain/measurement";
import { BREAKER_MODES, UNKNOWN_REASONS } from "@/lib/domain/protection";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { BreakerWall } from "./breaker-wall";
import { storyFrame } from "./fixture";

const AT_MS = Date.parse("2026-11-20T14:05:00Z");

class Nothing {
  observe() {}
  unobserve() {}
  disconnect() {}
}
let root: Root;
let missing: string[];
let report: BreakerReport | null;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("ResizeObserver", Nothing);
  vi.stubGlobal("CSS", { escape: (text: string) => text.replace(/["\\]/g, "\\$&") });
  vi.stubGlobal("fetch", async () =>
    report === null ? new Response("{}", { status: 502 }) : new Response(JSON.stringify(report)),
  );
  missing = [];
  report = null;
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function cell(caller: string, callee: string, more: Partial<BreakerCell> = {}): BreakerCell {
  return {
    caller,
    callee,
    state: "closed",
    pods: 3,
    podsOpen: 0,
    podsHalfOpen: 0,
    podsUnknown: 0,
    unknownReason: null,
    mode: null,
    openSinceMs: null,
    wasOpenBefore: false,
    lastProbeMs: null,
    flaps: 0,
    namedPods: [],
    parts: [],
    readAs: [{ dialect: "dapr", metric: "dapr_resiliency_cb_state" }],
    ...more,
  };
}
const open = (caller: string, callee: string, more: Partial<BreakerCell> = {}) =>
  cell(caller, callee, { state: "open", podsOpen: 2, openSinceMs: AT_MS, ...more });

const NO_GUARDS: GuardsPanel = { limits: [], ejections: [], shedding: [], silent: [], health: [] };

function frameOf(cells: readonly BreakerCell[], guards: Partial<GuardsPanel> = {}): RoomFrame {
  const frame = storyFrame();
  return {
    ...frame,
    breakers: { ...frame.breakers, data: [...cells] },
    guards: { ...frame.guards, data: { ...NO_GUARDS, ...guards } },
  };
}

function show(frame: RoomFrame, locale: Locale = "en") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  act(() =>
    root.render(
      <QueryClientProvider client={client}>
        <NextIntlClientProvider
          locale={locale}
          messages={MESSAGES[locale]}
          timeZone="UTC"
          onError={(error) => missing.push(error.message)}
        >
          <BreakerWall frame={frame} again={() => undefined} />
        </NextIntlClientProvider>
      </QueryClientProvider>,
    ),
  );
}
const text = () => document.body.textContent ?? "";
const cells = () => [...document.querySelectorAll<HTMLButtonElement>("button[data-pair]")];
const named = (start: string) => cells().find((one) => one.getAttribute("aria-label")?.startsWith(start));
/** Until what is loaded later has come. */
const until = (check: () => void) =>
  vi.waitFor(async () => {
    await act(async () => undefined);
    check();
  });
const press = (element: HTMLElement | undefined) => act(async () => element?.click());
const key = (name: string) =>
  act(() => {
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  });

describe("the wall", () => {
  it("does not take a silent Prometheus for a service without breakers", () => {
    const frame = frameOf([]);
    show(frame);
    expect(text()).toContain("No breaker reports here");
    show({ ...frame, breakers: { ...frame.breakers, state: "error", reason: "timeout", data: null } });
    expect(text()).toContain("Prometheus did not answer");
    expect(text()).not.toContain("No breaker reports here");
  });

  it.each(LOCALES)("has every word in %s: states, modes, reasons, signals and health", async (locale) => {
    const every = [
      ...BREAKER_STATES.map((state) => open("order", `state-${state}`, { state, flaps: 2 })),
      ...BREAKER_MODES.map((mode) => cell("order", `mode-${mode}`, { mode })),
      ...UNKNOWN_REASONS.map((unknownReason) => cell("risk", unknownReason, { state: "unknown", unknownReason })),
      open("risk", "before", { wasOpenBefore: true, lastProbeMs: AT_MS, podsUnknown: 1, podsHalfOpen: 1 }),
    ];
    const pair = { caller: "order", callee: "payment" };
    const readAs = { dialect: "envoy-thresholds", metric: "m" };
    const limit = { ...pair, podsAtLimit: 1, sinceMs: AT_MS, readAs };
    const guards: GuardsPanel = {
      limits: (["connections", "connection_pools", "pending_requests", "requests", "retries", "calls"] as const).map(
        (name) => ({ ...limit, limit: name, readAs: { ...readAs, metric: name } }),
      ),
      ejections: [
        { ...pair, hostsEjected: 2, hosts: 6, podsEjecting: 1, sinceMs: AT_MS, readAs },
        { ...pair, caller: "risk", hostsEjected: 1, hosts: null, podsEjecting: 1, sinceMs: AT_MS, readAs },
      ],
      shedding: [{ ...pair, ratio: 0.25, podsShedding: 1, pods: 3, readAs }],
      silent: [{ service: "stock", metric: "cb_state" }],
      health: [
        {
          service: "order",
          state: "unavailable",
          probe: "degraded",
          up: 1,
          targets: 2,
          breakers: [{ ...pair, state: "open" }],
        },
        {
          service: "risk",
          state: "degraded",
          probe: "unknown",
          up: null,
          targets: null,
          breakers: [{ ...pair, state: "half_open" }],
        },
      ],
    };
    show(frameOf(every, guards), locale);
    for (const one of cells()) {
      await press(one);
      await press(one);
    }
    expect(missing).toEqual([]);
  });

  it("gives four signals four marks, none of them a breaker's", () => {
    const pair = { caller: "order", callee: "payment", sinceMs: AT_MS, readAs: { dialect: "envoy", metric: "m" } };
    show(
      frameOf([open("order", "payment")], {
        limits: [{ ...pair, limit: "requests", podsAtLimit: 1 }],
        ejections: [{ ...pair, hostsEjected: 2, hosts: 6, podsEjecting: 1 }],
        shedding: [{ caller: "order", callee: "payment", ratio: 0.25, podsShedding: 1, pods: 3, readAs: pair.readAs }],
      }),
    );
    const marks = [named("order → payment"), ...document.querySelectorAll("ul[aria-label] li")].map(
      (element) => element?.querySelector("svg")?.innerHTML,
    );
    expect(marks).toHaveLength(4);
    expect(new Set(marks).size).toBe(4);
    expect(text()).toContain("2 of 6 hosts ejected");
    expect(text()).toContain("shedding 25");
  });

  it("says why a service is unavailable", () => {
    show(
      frameOf([open("order", "payment")], {
        health: [
          {
            service: "order",
            state: "unavailable",
            probe: "degraded",
            up: 5,
            targets: 6,
            breakers: [{ caller: "order", callee: "payment", state: "open" }],
          },
        ],
      }),
    );
    expect(text()).toContain("order unavailable 5 of 6 targets answer, order → payment open");
  });

  it("is one tab stop, the worst breaker first, and is walked by arrows", () => {
    show(frameOf([cell("gateway", "auth"), cell("gateway", "order"), open("order", "payment")]));
    const stops = () => cells().filter(({ tabIndex }) => tabIndex === 0);
    expect(stops().map((one) => one.getAttribute("aria-label"))).toEqual([
      expect.stringContaining("order → payment: 2/3 open"),
    ]);
    act(() => stops()[0]?.focus());
    key("ArrowUp");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("gateway → order: closed");
    key("ArrowLeft");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("gateway → auth: closed");
    expect(stops()).toEqual([document.activeElement]);
  });

  it("tells a breaker that nobody probes from one that fails its probes", () => {
    show(
      frameOf([
        open("order", "idle"),
        open("order", "tried", { lastProbeMs: AT_MS + 30_000 }),
        open("order", "old", { wasOpenBefore: true }),
      ]),
    );
    expect(named("order → idle")?.getAttribute("aria-label")).toContain("no probe since 14:05:00");
    expect(named("order → tried")?.getAttribute("aria-label")).toContain("last probe 14:05:30");
    expect(named("order → old")?.getAttribute("aria-label")).toContain("without calls it stays open");
  });

  it("lists what is not closed when there are more than thirty, and folds the rest", async () => {
    const many = Array.from({ length: 40 }, (_, index) => cell("gateway", `s${index}`));
    show(frameOf([...many, open("order", "payment")]));
    await until(() => expect(document.querySelector("summary")?.textContent).toBe("40 closed"));
    expect(document.querySelector("[role=grid]")).toBeNull();
    expect(text()).toContain("1 of 41 not closed");
    const loud = document.querySelectorAll("section ul")[0];
    expect(loud?.textContent).toContain("order → payment");
    expect(loud?.querySelectorAll("li")).toHaveLength(1);
  });

  it("offers the report as JSON", () => {
    const frame = frameOf([open("order", "payment")]);
    show(frame);
    expect(document.querySelector("a[download]")?.getAttribute("href")).toBe(
      `/api/incidents/${frame.incidentId}/breakers?download`,
    );
  });
});

describe("a breaker's details", () => {
  it("turn the room to the callee and show pods, reading, the last minute and failures with their traces", async () => {
    const bank = open("payment", "bank", { namedPods: [{ pod: "payment-7c9-x1", state: "open" }], podsOpen: 1 });
    report = {
      incidentId: "i",
      atMs: AT_MS,
      window: { fromMs: AT_MS - 60_000, toMs: AT_MS, stepMs: 5_000 },
      breakers: [
        {
          ...bank,
          window: {
            source: "metrics",
            columns: [
              { atMs: AT_MS - 5_000, total: 40, failed: 12, rejected: null },
              { atMs: AT_MS, total: 2, failed: 2, rejected: 31 },
            ],
            isSample: false,
          },
          failures: {
            state: "ok",
            rows: [
              {
                traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
                spanId: "00f067aa0ba902b7",
                atMs: AT_MS - 1_000,
                durationMs: 1_000,
                operation: "POST /external/bank",
                kind: "timeout",
                message: "context deadline exceeded after 1s",
              },
            ],
            mayBeTruncated: false,
          },
        },
      ],
      guards: null,
      gaps: [],
    };
    show(frameOf([bank]));
    await press(named("payment → bank"));
    await until(() => expect(text()).toContain("14 of 42 failed"));
    expect(text()).toContain("31 refused");
    expect(text()).toContain("open on 1 of 3");
    expect(text()).toContain("payment-7c9-x1");
    expect(text()).toContain("Dapr, one series per status");
    expect(document.querySelector('a[href^="/traces/"]')?.getAttribute("href")).toBe(
      "/traces/4bf92f3577b34da6a3ce929d0e0e4736?span=00f067aa0ba902b7",
    );
  });

  it("say what to declare when the encoding is not", async () => {
    const unread = cell("order", "ledger", {
      state: "unknown",
      unknownReason: "encoding_not_declared",
      readAs: [{ dialect: "undeclared", metric: "legacy_breaker_state" }],
    });
    show(frameOf([unread]));
    await press(named("order → ledger"));
    await until(() => expect(text()).toContain("Encoding not declared"));
    expect(document.querySelector("pre")?.textContent).toContain("metric: legacy_breaker_state");
  });
});
