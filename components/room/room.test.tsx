// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventToWire } from "@/lib/contracts/events";
import { EVENT_KINDS, eventOf } from "@/lib/domain/every-event.fixture";
import { GUARD_IDS } from "@/lib/domain/guard";
import { timelineOf } from "@/lib/domain/timeline";
import type { Locale } from "@/lib/i18n/locales";
import { LOCALES } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { createCrossStore } from "./cross-store";
import { STORY_NOW_MS, storyEvents, storyFrame, storyMitigation, storyPage, storyRecovery } from "./fixture";
import { RollbackDialog, type RollbackDialogProps } from "./rollback-dialog";
import { Room, type RoomProps } from "./room";
import { TimelinePanel } from "./timeline-panel";

const EVERY_PARAM = {
  role: "commander",
  status: "open",
  revision: 6,
  lines: 5,
  workload: "order",
  updated: 1,
  available: 6,
  replicas: 6,
  reason: "timeout",
  message: "denied",
  digest: "sha256:41d0",
  commit: "a94e07d",
  missing: "digest",
  service: "order",
  version: "r7",
  confidencePercent: 81,
  maxUnavailable: "1",
  graceS: 30,
  owner: "Argo CD",
};

class Nothing {
  addEventListener() {}
  removeEventListener() {}
  observe() {}
  disconnect() {}
  close() {}
}
let root: Root;
let missing: string[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("ResizeObserver", Nothing);
  vi.stubGlobal("EventSource", Nothing);
  vi.stubGlobal("matchMedia", () => new Nothing());
  vi.useFakeTimers({ now: STORY_NOW_MS, toFake: ["Date", "setInterval", "clearInterval"] });
  missing = [];
  const element = document.body.appendChild(document.createElement("div"));
  root = createRoot(element);
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function show(children: React.ReactNode, locale: Locale = "en") {
  act(() =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="UTC"
        onError={(error) => missing.push(error.message)}
      >
        {children}
      </NextIntlClientProvider>,
    ),
  );
}
function room(props: Partial<RoomProps> = {}, locale: Locale = "en") {
  const frame = props.initialFrame === undefined ? storyFrame() : props.initialFrame;
  show(
    <Room
      page={storyPage()}
      initialNowMs={STORY_NOW_MS}
      tick={async () => ({ ok: true, frame })}
      {...props}
      initialFrame={frame}
    />,
    locale,
  );
  return document.body;
}
const text = (selector: string) =>
  document.querySelector(selector)?.textContent?.replaceAll(/[\u00a0\u202f]/g, " ") ?? "";

describe("the war room", () => {
  it.each(LOCALES)("has a word for everything it shows in %s", (locale) => {
    const recovery = storyPage({ events: [...storyEvents(), ...storyRecovery()] });
    room({}, locale);
    room({ page: recovery, initialFrame: storyFrame({ stale: true }) }, locale);
    room({ page: storyPage({ diagnosis: null, mitigations: [] }), initialFrame: null }, locale);
    expect(missing).toEqual([]);
  });

  it("answers the first question in its head", () => {
    room();
    expect(text("[data-testid=headline]")).toMatch(
      /^p95 \d+ ms, was 140 ms before r7\. Objective 300 ms\. \d+ % of requests are slower\. Since 14:02:22\.$/,
    );
    expect(text("[role=timer]")).toContain("04:12");
  });

  it("says in the reader's language why it is this severe, and in a person's own words where one said so", () => {
    const badge = () => document.querySelector("header [title]")?.getAttribute("title");
    room({}, "zh");
    expect(badge()).toBe(MESSAGES.zh.events.why.highest_alert.replace("{severity}", "SEV-2"));
    const raised = { from: "SEV-2", to: "SEV-1", reason: "the whole checkout is down" } as const;
    const events = storyEvents();
    const event = eventToWire(eventOf("severity_changed", events.length + 1, undefined, raised));
    act(() => root.unmount());
    root = createRoot(document.body.appendChild(document.createElement("div")));
    room({ page: storyPage({ events: [...events, event] }) }, "zh");
    expect(badge()).toBe("the whole checkout is down");
  });

  it("has one solid action besides the one at the thumb of a phone", () => {
    room();
    const solid = [...document.querySelectorAll("button")].filter(({ className }) =>
      /(^| )bg-accent-solid/.test(className),
    );
    expect(solid.map((button) => button.textContent)).toEqual(["Review rollback R", "Review rollback r7 → r6"]);
  });

  it("puts the acknowledgement under the thumb while there is nothing to roll back", () => {
    const unheard = storyEvents().filter(({ kind }) => kind !== "acknowledged" && kind !== "diagnosed");
    room({ page: storyPage({ events: unheard, diagnosis: null, mitigations: [] }) });
    expect(text(".fixed.bottom-0 button")).toBe("Acknowledge");
  });

  it("shows a viewer no command", () => {
    room({ page: storyPage({ viewer: { id: "v", name: "Vi", role: "viewer", capabilities: ["read"] } }) });
    const words = [...document.querySelectorAll("button")].map((button) => button.textContent);
    expect(
      words.filter((word) => /Acknowledge|[Uu]pdate|^Command|Snapshot|Resolve|Confirm|Reject/.test(word ?? "")),
    ).toEqual([]);
  });

  it("counts the window down from its last restart", () => {
    vi.setSystemTime(new Date("2026-05-12T14:09:40Z"));
    room({ page: storyPage({ events: [...storyEvents(), ...storyRecovery()] }), initialNowMs: Date.now() });
    expect(text("[data-testid=window-left]")).toBe("2:30 left");
    expect(text("[data-testid=progress]")).toContain("Restarted 1 time: p95 212 ms, at most 180 ms");
  });
});

describe("the timeline", () => {
  it.each(LOCALES)("words every kind of event in %s", (locale) => {
    const entries = timelineOf(EVENT_KINDS.map((kind, index) => eventOf(kind, index + 1)));
    const chain = { phases: [] };
    show(
      <TimelinePanel
        entries={entries}
        chain={chain}
        paintedSeq={99}
        cross={createCrossStore()}
        selection={null}
        onPin={() => undefined}
        noteRef={{ current: null }}
        onNote={null}
      />,
      locale,
    );
    expect(document.querySelectorAll("li[data-kind]")).toHaveLength(EVENT_KINDS.length);
    expect(missing).toEqual([]);
  });
});

describe("the review of a rollback", () => {
  const review = (props: Partial<RollbackDialogProps> = {}, locale: Locale = "en") =>
    show(
      <RollbackDialog
        onClose={() => undefined}
        nowMs={STORY_NOW_MS}
        isPlanning={false}
        isApproving={false}
        preview={storyMitigation().preview}
        refusal={null}
        failure={null}
        moved={[]}
        canApprove
        canWaive
        onPlan={() => undefined}
        onApprove={() => undefined}
        {...props}
      />,
      locale,
    );
  const guards = () => [...document.querySelectorAll("[data-guard]")].map((row) => row.getAttribute("data-state"));

  it("puts guards that do not pass first, the failing one before all", () => {
    review({ preview: storyMitigation({ fail: true }).preview });
    expect(guards().slice(0, 4)).toEqual(["fail", "warn", "unknown", "pass"]);
    expect(text("[data-testid=approve]")).toBe("Locked: 1 guard fails");
  });

  it("starts on the title, never on the button that changes the world", () => {
    review();
    expect(document.activeElement?.textContent).toBe("Roll back order r7 → r6");
  });

  it("says what moved and that nothing was changed", () => {
    review({ moved: [{ path: "spec.template", planned: "r7", now: "r8" }] });
    expect(document.body.textContent).toContain("Nothing was changed");
    expect(document.body.textContent).toContain("spec.template: r7 → r8");
  });

  it.each(LOCALES)("words every guard in every state in %s", (locale) => {
    const guard = { params: {}, checkedAt: new Date(STORY_NOW_MS), isWaivable: true };
    for (const state of ["pass", "warn", "fail", "unknown"] as const) {
      review({ preview: null, refusal: GUARD_IDS.map((id) => ({ ...guard, id, state, params: EVERY_PARAM })) }, locale);
      expect(guards()).toHaveLength(GUARD_IDS.length);
    }
    review({}, locale);
    expect(missing).toEqual([]);
  });
});
