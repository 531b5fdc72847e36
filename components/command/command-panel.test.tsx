// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EVENT_KINDS, eventOf } from "@/lib/domain/every-event.fixture";
import { incidentOf } from "@/lib/domain/incident";
import { latestUpdate, movesOf, pinnedEntries } from "@/lib/domain/incident-command";
import { timelineOf } from "@/lib/domain/timeline";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { STORY_NOW_MS, storyPage } from "../room/fixture";
import { COMMAND_TABS, CommandPanel, type CommandTab } from "./command-panel";
import { MovesBanner } from "./moves-banner";
import { PinnedStrip } from "./pinned-strip";
import { Presence } from "./presence";
import { SettleDialog } from "./settle-dialog";
import { StepDialog } from "./step-dialog";
import { UpdateDue } from "./update-due";

const EVENTS = EVENT_KINDS.map((kind, index) => eventOf(kind, index + 1));
const ALERT = {
  id: "0196c4d2-0000-7000-8000-000000000001",
  alertname: "OrderLatencyP95High",
  service: "order",
  severity: "SEV-2",
  summary: "p95 above 300 ms",
  labels: { alertname: "OrderLatencyP95High" },
  generatorUrl: "http://prometheus.example/graph",
  startsAt: "2026-05-12T12:02:49.000Z",
  endsAt: null,
  seen: { by: "Ana Diaz", at: "2026-05-12T14:04:00.000Z" },
};
const SCRIPT = {
  ...ALERT,
  id: `${ALERT.id.slice(0, -1)}2`,
  alertname: "Hostile",
  generatorUrl: "javascript:alert(1)",
  seen: null,
};
const OVER = { ...ALERT, id: `${ALERT.id.slice(0, -1)}3`, alertname: "Over", endsAt: "2026-05-12T12:09:00.000Z" };

let root: Root;
let missing: string[];
let asked: { readonly path: string; readonly body: unknown }[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  missing = [];
  asked = [];
  vi.stubGlobal("fetch", async (path: string, init?: { body?: string }) => {
    if (init?.body !== undefined) {
      asked.push({ path, body: JSON.parse(init.body) });
      return Response.json({ acknowledged: 2 });
    }
    if (path.startsWith("/api/incidents?")) return Response.json({ incidents: [], nextCursor: null, total: 0 });
    const heard = "2026-05-12T12:02:50.000Z";
    return Response.json({
      at: heard,
      alerts: [OVER, ALERT, SCRIPT],
      total: 3,
      heardOfIncidentAt: heard,
      heardAt: heard,
    });
  });
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function show(children: React.ReactNode, locale: Locale = "en") {
  await act(async () =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="Europe/Berlin"
        onError={(error) => missing.push(error.message)}
      >
        <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
      </NextIntlClientProvider>,
    ),
  );
  // The answer of the alerts' query.
  await act(async () => new Promise((resolve) => setImmediate(resolve)));
}
const panel = (tab: CommandTab) => (
  <CommandPanel
    page={storyPage()}
    incident={incidentOf([eventOf("opened", 1), eventOf("alerts_changed", 2)])}
    events={EVENTS}
    nowMs={STORY_NOW_MS}
    canCommand
    tab={tab}
    onTab={() => undefined}
    onClose={() => undefined}
  />
);
async function showAlerts() {
  await show(panel("alerts"));
  await act(() => vi.waitFor(() => expect(document.querySelector("details")).not.toBeNull()));
}
const button = (words: RegExp) =>
  [...document.querySelectorAll("button")].find((each) => words.test(each.textContent ?? ""));
const press = (words: RegExp) => act(async () => button(words)?.click());
const text = () => document.body.textContent?.replaceAll(/[\u00a0\u202f]/g, " ") ?? "";

describe("the command panel", () => {
  it.each(LOCALES)("has a word for everything it shows in %s", async (locale) => {
    for (const tab of COMMAND_TABS) {
      await show(panel(tab), locale);
      expect(document.querySelector("[role=tabpanel]:not([hidden])")?.textContent).not.toBe("");
    }
    const entries = timelineOf(EVENTS);
    for (const entry of entries) {
      await show(<StepDialog incidentId="i" entry={entry} isOwnNote onClose={() => undefined} />, locale);
    }
    await show(<SettleDialog mitigationId="m1" onClose={() => undefined} />, locale);
    await show(<MovesBanner moves={movesOf(EVENTS)} />, locale);
    const pinned = pinnedEntries(EVENTS, entries);
    expect(pinned).toHaveLength(1);
    await show(<PinnedStrip update={latestUpdate(EVENTS)} pinned={pinned} onStep={() => undefined} />, locale);
    for (const dueInMs of [-7_200_000, -30_000, 30_000, 240_000, 7_200_000]) {
      await show(<UpdateDue dueAtMs={STORY_NOW_MS + dueInMs} nowMs={STORY_NOW_MS} />, locale);
    }
    expect(missing).toEqual([]);
  });

  it("acknowledges all that fires at once and says that this silences nothing", async () => {
    await showAlerts();
    await press(/^Choose all firing \(2\)$/);
    await press(/^Acknowledge$/);
    expect(text()).toContain("Acknowledge is not silence");
    await press(/^Acknowledge 2 alerts$/);
    expect(asked).toEqual([
      {
        path: `/api/incidents/${storyPage().id}/alerts/acknowledge`,
        body: { episodes: expect.arrayContaining([ALERT.id, SCRIPT.id]), note: "" },
      },
    ]);
  });

  it("follows only addresses of the web", async () => {
    await showAlerts();
    const links = [...document.querySelectorAll("a")].map(({ href }) => href);
    expect(links).toEqual([ALERT.generatorUrl, ALERT.generatorUrl]);
  });

  it("says since when Alertmanager is quiet and what to do", async () => {
    await showAlerts();
    expect(text()).toContain("Nothing from Alertmanager for 2 h 04 m.");
    expect(text()).toContain("choose it and state that");
  });

  it("will not state that alerts are over without a reason", async () => {
    await showAlerts();
    await press(/^Choose all firing/);
    await press(/^State that they are over$/);
    expect(button(/^End 2 alerts$/)?.disabled).toBe(true);
  });

  it("shows a viewer nothing to press", async () => {
    const page = storyPage({ viewer: { id: "v", name: "Vi", role: "viewer", capabilities: ["read"] } });
    for (const tab of COMMAND_TABS) {
      const incident = incidentOf([eventOf("opened", 1)]);
      await show(
        <CommandPanel
          page={page}
          incident={incident}
          events={EVENTS}
          nowMs={STORY_NOW_MS}
          canCommand={false}
          tab={tab}
          onTab={() => undefined}
          onClose={() => undefined}
        />,
      );
      const inside = document.querySelector("[role=tabpanel][data-state=active]");
      expect(inside?.querySelectorAll("button, textarea, select, input:not(:disabled)")).toHaveLength(0);
    }
  });
});

describe("the time of the next update", () => {
  it.each([
    [2_700_000, "update due in 45 m"],
    [240_000, "update due in 4 m"],
    [20_000, "update due in under 1 m"],
    [-180_000, "update 3 m overdue"],
  ])("%d ms from now reads %s", async (inMs, words) => {
    await show(<UpdateDue dueAtMs={STORY_NOW_MS + inMs} nowMs={STORY_NOW_MS} />);
    expect(text()).toBe(words);
  });

  it("is amber from the last five minutes on", async () => {
    const isAmber = async (inMs: number) => {
      await show(<UpdateDue dueAtMs={STORY_NOW_MS + inMs} nowMs={STORY_NOW_MS} />);
      return document.querySelector(".text-watch") !== null;
    };
    expect([await isAmber(301_000), await isAmber(299_000), await isAmber(-1)]).toEqual([false, true, true]);
  });
});

describe("correcting a time", () => {
  // 14:03:00Z is 16:03:00 on a clock in Berlin.
  it("sends the instant that the viewer's clock shows", async () => {
    const entry = timelineOf([eventOf("opened", 1), eventOf("acknowledged", 2)])[1];
    if (entry === undefined) throw new Error("two entries");
    await show(<StepDialog incidentId="i" entry={entry} isOwnNote={false} onClose={() => undefined} />);
    const time = document.querySelector<HTMLInputElement>("input[type=datetime-local]");
    expect(time?.value).toBe("2026-05-12T16:03");
    const reason = document.querySelector<HTMLInputElement>("input:not([type])");
    await type(time, "2026-05-12T16:01:30");
    await type(reason, "phone was offline");
    await press(/^Correct the time$/);
    expect(asked).toEqual([
      {
        path: "/api/incidents/i/corrections",
        body: { ofSeq: 2, at: "2026-05-12T14:01:30.000Z", reason: "phone was offline" },
      },
    ]);
  });

  async function type(input: HTMLInputElement | null, value: string) {
    await act(async () => {
      // React listens to the native setter's value.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, value);
      input?.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
});

describe("who looks now", () => {
  const viewers = ["Ana Diaz", "Li Wei", "Mei Tanaka", "Tom Beck", "Jonas Lind", "Vera Okafor"].map((name, n) => ({
    id: `p${n}`,
    name,
  }));

  it("is everybody but oneself, four by their initials and the rest by number", async () => {
    await show(<Presence presence={{ incidentId: "i", viewers, total: 20 }} viewerId="p1" />);
    expect(text()).toBe("ADMTTBJL+15");
    expect(document.querySelector("[data-testid=presence]")?.getAttribute("aria-label")).toContain("Vera Okafor");
  });

  it("is nobody worth a place when one is alone", async () => {
    await show(<Presence presence={{ incidentId: "i", viewers: viewers.slice(0, 1), total: 1 }} viewerId="p0" />);
    expect(text()).toBe("");
  });
});
