// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { act, useState } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { RoomFrame } from "@/lib/contracts/room";
import type { SelectedTraces } from "@/lib/contracts/selected-traces";
import type { TraceCohorts } from "@/lib/contracts/trace-cohorts";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import type { TraceList } from "@/lib/domain/room-view";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { storyFrame } from "./fixture";
import { TracesPanel } from "./traces-panel";

const SELECTION: HeatSelection = { fromMs: 1_000_000, toMs: 1_060_000, minMs: 300, maxMs: 1_000 };
const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const frame = storyFrame();
const row = frame.slowTraces.data?.rows[0];
if (row === undefined) throw new Error("the story has slow traces");

function selected(part: Partial<SelectedTraces> = {}): SelectedTraces {
  const sample = { n: 41, limit: 100, mayBeTruncated: false, query: "GET x" };
  return {
    service: "order",
    selection: SELECTION,
    state: "ok",
    reason: null,
    atMs: 1_100_000,
    inside: sample,
    outside: { ...sample, n: 160 },
    rows: [row ?? never()],
    exemplars: [],
    comparison: {
      isEnough: true,
      minTraces: 5,
      inN: 41,
      outN: 160,
      rows: [
        {
          service: "order",
          key: "service.version",
          value: "r7",
          inHits: 40,
          outHits: 5,
          difference: 0.94,
          low: 0.83,
          high: 0.97,
          alike: [{ service: "order", key: "http.route", value: "/items" }],
        },
      ],
      rowsTotal: 1,
      withoutDifference: 12,
      skipped: [{ service: "order", key: "order.id", values: 201 }],
    },
    ...part,
  };
}

function never(): never {
  throw new Error("unreachable");
}

const COHORTS: TraceCohorts = {
  by: "speed",
  state: "ok",
  reason: null,
  atMs: 1_100_000,
  queries: ["GET x"],
  a: { n: 20, version: null },
  b: { n: 100, version: null },
  neither: 3,
  splitMs: 300,
  splitAt: "objective",
  releasedMs: null,
  minTraces: 5,
  mayBeTruncated: true,
  rows: [
    {
      service: "order",
      operation: "SELECT items",
      a: { traces: 20, n: 240, medianSelfMs: 351, p95SelfMs: 420, criticalRatio: 0.61 },
      b: { traces: 100, n: 100, medianSelfMs: 41, p95SelfMs: 60, criticalRatio: 0.2 },
      differenceMs: 310,
    },
  ],
  rowsTotal: 4,
};

let root: Root;
let missing: string[];
let asked: string[];
let answer: (path: string) => unknown;
const opened: string[] = [];

beforeAll(() => Promise.all([import("../traces/cohort-compare"), import("../traces/selected-traces")]));
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return Response.json(answer(path));
  });
  missing = [];
  asked = [];
  opened.length = 0;
  answer = (path) => (path.includes("/compare") ? COHORTS : selected());
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** As in a room: the list that is shown is kept above the panel. */
function Traces({ selection, cleared, of }: { selection: HeatSelection | null; cleared: () => void; of: RoomFrame }) {
  const [list, setList] = useState<TraceList | null>(null);
  return (
    <TracesPanel
      incidentId="128"
      frame={of}
      rangeMin={20}
      span={null}
      service={null}
      selection={selection}
      list={list}
      onList={setList}
      onClear={cleared}
      onOpen={(traceId) => opened.push(traceId)}
      again={() => undefined}
    />
  );
}

async function show(
  selection: HeatSelection | null,
  {
    locale = "en",
    cleared = () => undefined,
    of = frame,
  }: { locale?: Locale; cleared?: () => void; of?: RoomFrame } = {},
) {
  const client = new QueryClient();
  await act(async () =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="UTC"
        onError={(error) => missing.push(error.message)}
      >
        <QueryClientProvider client={client}>
          <Traces selection={selection} cleared={cleared} of={of} />
        </QueryClientProvider>
      </NextIntlClientProvider>,
    ),
  );
}
const text = () => document.body.textContent?.replaceAll(/[\u00a0\u202f]/g, " ") ?? "";
/** Until it holds, with what React has to do in between done. */
const settled = (check: () => void) =>
  vi.waitFor(async () => {
    await act(async () => undefined);
    check();
  });
const tab = (name: string) =>
  [...document.querySelectorAll<HTMLElement>("[role=tab]")].find((one) => one.textContent === name);
const open = (name: string) =>
  act(async () => void tab(name)?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 })));

describe("the traces of a room", () => {
  it("lead to their trace in place, and as a page of its own with a modifier", async () => {
    await show(null);
    const link = document.querySelector<HTMLAnchorElement>("ol a");
    expect(link?.getAttribute("href")).toMatch(/^\/traces\//);
    await act(async () => link?.click());
    expect(opened).toHaveLength(1);
    await act(
      async () => void link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, metaKey: true })),
    );
    expect(opened).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it("show what a new selection holds and what sets it apart, with n", async () => {
    await show(null);
    expect(tab("Selected")).toBeUndefined();
    await show(SELECTION);
    await settled(() => expect(text()).toContain("What sets it apart"));
    expect(asked).toEqual(["/api/incidents/128/traces?from=1000000&to=1060000&min=300&max=1000"]);
    expect(text()).toContain("00:16:40–00:17:40, 300 ms–1.00 s");
    expect(text()).toContain("n = 41");
    expect(text()).toContain("order service.version r7");
    expect(text()).toContain("40 of 41 in, 5 of 160 out, difference 83 % to 97 %");
    expect(text()).toContain("order order.id");
    expect(text()).toContain("The same traces: order http.route /items");
  });

  it("are the failed ones at first where nothing is slow, and the slow ones once a person asks", async () => {
    const { slowTraces } = frame;
    const none = { ...frame, slowTraces: { ...slowTraces, data: slowTraces.data && { ...slowTraces.data, rows: [] } } };
    await show(null, { of: none });
    expect(tab("Failed")?.getAttribute("aria-selected")).toBe("true");
    expect(text()).toContain("91aa03ef");
    await open("Slow");
    expect(tab("Slow")?.getAttribute("aria-selected")).toBe("true");
  });

  it("stay on the tab that was chosen while the selection is the same", async () => {
    await show(SELECTION);
    await open("Failed");
    await show({ ...SELECTION });
    expect(tab("Failed")?.getAttribute("aria-selected")).toBe("true");
    await open("Selected");
    expect(tab("Selected")?.getAttribute("aria-selected")).toBe("true");
  });

  it("go back to the slow ones when the selection is cleared", async () => {
    const cleared = vi.fn();
    await show(SELECTION, { cleared });
    await settled(() => expect(document.querySelector("[aria-label='Clear selection']")).not.toBeNull());
    await act(async () =>
      [...document.querySelectorAll("button")]
        .find((one) => one.getAttribute("aria-label") === "Clear selection")
        ?.click(),
    );
    expect(cleared).toHaveBeenCalledOnce();
    await show(null);
    expect(tab("Slow")?.getAttribute("aria-selected")).toBe("true");
  });

  it("offer exemplars where Jaeger has none, and say when there are too few to compare", async () => {
    const few = { ...selected().comparison, isEnough: false, inN: 0, rows: [], skipped: [] };
    answer = () => selected({ rows: [], exemplars: [{ traceId: ID, atMs: 1_010_000, valueMs: 650 }], comparison: few });
    await show(SELECTION);
    await settled(() => expect(text()).toContain("1 exemplar"));
    expect(document.querySelector(`a[href="/traces/${ID}"]`)).not.toBeNull();
    expect(text()).toContain("Not enough data: 0 and 160 traces, 5 needed on each side.");
  });

  it("compare slow with fast, and say how they were parted and that it is a sample", async () => {
    await show(null);
    await open("Compare");
    await settled(() => expect(text()).toContain("SELECT items"));
    expect(text()).toContain("20 traces of 300 ms or more (the objective) and 100 faster ones; 3 in neither; a sample");
    expect(text()).toContain("+310 ms");
  });

  it.each(LOCALES)("have a word for every answer in %s", async (locale) => {
    await show(SELECTION, { locale });
    await settled(() => expect(text()).toContain("r7"));
    for (const part of [
      { state: "error" as const, reason: "timeout" },
      { rows: [], comparison: { ...selected().comparison, rows: [] } },
    ]) {
      answer = () => selected(part);
      await show({ ...SELECTION, maxMs: null, minMs: 300 + asked.length }, { locale });
      await settled(() => expect(asked.at(-1)).not.toContain("max="));
    }
    const by: readonly Partial<TraceCohorts>[] = [
      {},
      { by: "release", releasedMs: 1_000_000, a: { n: 9, version: "r7" }, b: { n: 9, version: "r6" } },
      { splitAt: "median", rows: [] },
      { state: "unknown", reason: "no_release" },
      { state: "error", reason: "timeout" },
    ];
    for (const part of by) {
      answer = () => ({ ...COHORTS, ...part });
      await act(async () => root.unmount());
      root = createRoot(document.body.appendChild(document.createElement("div")));
      await show(null, { locale });
      await open(MESSAGES[locale].traces.panel.compare);
      await settled(() => expect(asked.at(-1)).toContain("/compare"));
      await act(async () => undefined);
    }
    expect(missing).toEqual([]);
  });
});
