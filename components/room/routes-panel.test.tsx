// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RouteFrame } from "@/lib/contracts/routes";
import { FIRST_VIEW } from "@/lib/domain/room-view";
import { LOCALES } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { storyFrame } from "./fixture";
import { HeatTable } from "./heat-table";
import { RoutesPanel } from "./routes-panel";

const frame: RouteFrame = {
  incidentId: "i1",
  atMs: 1_778_594_820_000,
  service: "order",
  objectiveMs: 300,
  routes: {
    state: "ok",
    atMs: 1_778_594_820_000,
    n: 1,
    failingSinceMs: null,
    reason: null,
    query: "sum by (route, le) (…)",
    data: {
      grid: { fromMs: 1_778_594_700_000, toMs: 1_778_594_820_000, stepMs: 60_000 },
      routesTotal: 41,
      rows: [
        {
          route: "GET /orders/{id}/items",
          n: 4_120,
          requestsPerS: 23,
          p50Ms: 62,
          p90Ms: 612,
          p99Ms: 1_236,
          failedRatio: 0.01,
          slowRatio: 0.37,
          abnormalRatio: 0.38,
          columns: [0, 0.38, null],
        },
      ],
    },
  },
};

let root: Root;
let missing: string[];
const asked: string[] = [];
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return Response.json(frame);
  });
  asked.length = 0;
  missing = [];
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const show = (children: React.ReactNode, locale: (typeof LOCALES)[number] = "en") =>
  act(async () =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <NextIntlClientProvider
          locale={locale}
          messages={MESSAGES[locale]}
          timeZone="UTC"
          onError={(error) => missing.push(error.message)}
        >
          {children}
        </NextIntlClientProvider>
      </QueryClientProvider>,
    ),
  );
const words = (selector: string) =>
  [...document.querySelectorAll(selector)].map((cell) => cell.textContent?.replaceAll(/[\u00a0\u202f]/g, " "));

describe("routes", () => {
  it.each(LOCALES)("shows quantiles and the abnormal share of each route in %s", async (locale) => {
    await show(<RoutesPanel incidentId="i1" view={FIRST_VIEW} />, locale);
    await act(() => vi.waitFor(() => expect(document.querySelector("[data-testid=routes]")).not.toBeNull()));
    expect(words("tbody tr > *").slice(0, 6)).toEqual([
      "GET /orders/{id}/items",
      expect.stringMatching(/^4 ?120$/),
      expect.stringMatching(/^62 /),
      expect.stringMatching(/^612 /),
      expect.stringMatching(/^1[.,]24 /),
      expect.stringMatching(/^38 ?%$/),
    ]);
    expect(document.body.textContent).toMatch(/40/);
    expect(missing).toEqual([]);
  });

  it("asks for what the room shows, and offers the same as a picture", async () => {
    await show(<RoutesPanel incidentId="i1" view={{ ...FIRST_VIEW, rangeMin: 60, service: "payment", atMs: 7 }} />);
    expect(asked).toEqual(["/api/incidents/i1/routes.json?range=60&service=payment"]);
    expect(document.querySelector("a")?.getAttribute("href")).toBe(
      "/api/incidents/i1/routes.svg?range=60&service=payment&tz=UTC&download=1",
    );
  });
});

describe("the table behind the heat map", () => {
  it("is bounded and says what it leaves out", async () => {
    await show(<HeatTable frame={storyFrame()} />);
    expect(words("caption")[0]).toMatch(
      /^Requests by latency: the newest 30 of 120 steps, 1\d bands that hold requests\.$/,
    );
    expect(document.querySelectorAll("tbody tr")).toHaveLength(30);
    expect(words("tbody th")[0]).toBe("14:07:00");
  });

  it("keeps a gap a gap", async () => {
    const story = storyFrame();
    const data = story.latency.data && { ...story.latency.data, columns: story.latency.data.columns.map(() => null) };
    const [column] = storyFrame().latency.data?.columns.slice(-1) ?? [];
    const latency = {
      ...story.latency,
      data: data && { ...data, columns: [...data.columns.slice(1), column ?? null] },
    };
    await show(<HeatTable frame={{ ...story, latency }} />);
    expect(words("tbody tr:nth-child(2) td")).toEqual(["no data"]);
  });
});
