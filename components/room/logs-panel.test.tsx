// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type RoomLogs, roomLogsSchema } from "@/lib/contracts/room-logs";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { storyLogReport, storyLogs } from "./logs.fixture";
import { LogsPanel } from "./logs-panel";

let root: Root;
let missing: string[];
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  missing = [];
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function show(logs: RoomLogs | null, locale: Locale = "en") {
  act(() =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="UTC"
        onError={(error) => missing.push(error.message)}
      >
        <LogsPanel logs={logs} service="order" again={() => undefined} />
      </NextIntlClientProvider>,
    ),
  );
}
const text = () => document.body.textContent ?? "";
const groups = () => [...document.querySelectorAll<HTMLButtonElement>("button[aria-expanded]")];
const press = (element: HTMLElement | null | undefined) => act(() => element?.click());

describe("the logs", () => {
  it.each(LOCALES)("have every word in %s", (locale) => {
    show(storyLogs({ state: "stale", failingSinceMs: 1, reason: "timeout" }), locale);
    for (const group of groups()) press(group);
    expect(missing).toEqual([]);
  });

  it("are of the contract", () => expect(roomLogsSchema.safeParse(storyLogs()).success).toBe(true));

  it("rank groups by rate and open to the last lines with their trace", () => {
    show(storyLogs());
    expect(groups().map((group) => group.getAttribute("aria-label"))).toEqual([
      "Time-out, 8/min, n 40: request failed: no free connection in time",
      "Panic, 0.2/min, n 1: request panicked: panic: index out of range [3] with length 3 in main.itemsByOrder",
      "Panic, 0/min, n 0: panic: cannot start worker: configuration is incomplete",
    ]);
    press(groups()[0]);
    const lines = [...document.querySelectorAll("ol[aria-label='Last lines'] li")];
    expect(lines).toHaveLength(5);
    expect(lines[0]?.querySelector("a")?.getAttribute("href")).toBe("/traces/4bf92f3577b34da6a3ce929d0e0e4736");
  });

  it("say which pod keeps dying, how it ended, and what could not be read", () => {
    show(storyLogs());
    expect(text()).toContain("order-7f9c4-dead1 restarted 4 times. Waits: CrashLoopBackOff. Last end: Error, exit 2");
    expect(text()).toContain("order-7f9c4-slow1 (order): timed out");
    expect(text()).toContain("payment: no Deployment of this name");
    expect(text()).toContain("2 more pods");
  });

  it("narrow to a kind and to a pod, and back", () => {
    show(storyLogs());
    press(
      [...document.querySelectorAll<HTMLElement>("[role=radio]")].find((one) => one.textContent?.startsWith("Error")),
    );
    expect(groups()).toHaveLength(0);
    press([...document.querySelectorAll("button")].find((one) => one.textContent === "Show all"));
    expect(groups()).toHaveLength(3);
    const select = document.querySelector("select");
    act(() => {
      if (select === null) return;
      Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value")?.set?.call(select, "order-7f9c4-b9b8q");
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    expect(groups()).toHaveLength(1);
  });

  it("say what was read when nothing bad was in it", () => {
    const { pods } = storyLogReport();
    const quiet = {
      ...storyLogReport(),
      groups: [],
      groupsTotal: 0,
      pods: pods.slice(0, 2),
      linesRead: 1_240,
      unread: [],
    };
    show(storyLogs({ data: quiet }));
    expect(text()).toContain(
      "No lines that look like panic, error or time-out in the last 5 min (1\u202f240 lines read from 2 pods).",
    );
  });

  it("keep the last reading while the cluster is silent, and say without a cluster what to do", () => {
    show(storyLogs({ state: "stale", failingSinceMs: Date.parse("2026-05-12T14:06:31Z"), reason: "timeout" }));
    expect(text()).toContain("Kubernetes silent since 14:06:31.");
    expect(groups()).toHaveLength(3);
    show(storyLogs({ state: "unknown", data: null, atMs: null, n: null, reason: "not_configured" }));
    expect(text()).toBe("No cluster is connected. Set KUBECONFIG to see why pods fail.");
  });
});
