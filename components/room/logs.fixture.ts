import type { LogReportWire, RoomLogs } from "@/lib/contracts/room-logs";
import { logReportOf } from "@/lib/domain/logs/log-report";
import { STORY_NOW_MS } from "./fixture";

// What the pods of order wrote after r7 went out, and one that keeps dying. Used by component tests, never by a page.

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const line = (agoMs: number, fields: Readonly<Record<string, unknown>>) => ({
  atMs: STORY_NOW_MS - agoMs,
  text: JSON.stringify({ service: "order", ...fields }),
});
const pod = (name: string, lines: readonly { atMs: number; text: string }[]) => ({
  pod: name,
  isReady: true,
  restarts: 0,
  waiting: null,
  lastTermination: null,
  logs: [{ container: "order", isPrevious: false, isCut: false, lines }],
});

export function storyLogReport(): LogReportWire {
  const failing = Array.from({ length: 40 }, (_, i) =>
    line(i * 2_000, { level: "error", msg: "request failed", err: "no free connection in time", trace_id: TRACE }),
  );
  const panicking = [
    line(9_000, {
      level: "panic",
      msg: "request panicked",
      err: "panic: index out of range [3] with length 3",
      stack: ["main.itemsByOrder /src/shop/store.go:88", "main.(*service).guarded /src/shop/server.go:132"],
      trace_id: TRACE,
    }),
  ];
  const dead = {
    ...pod("order-7f9c4-dead1", []),
    isReady: false,
    restarts: 4,
    waiting: "CrashLoopBackOff",
    lastTermination: { reason: "Error", exitCode: 2, at: new Date(STORY_NOW_MS - 400_000) },
    logs: [
      {
        container: "order",
        isPrevious: true,
        isCut: false,
        lines: [{ atMs: STORY_NOW_MS - 400_000, text: "panic: cannot start worker: configuration is incomplete" }],
      },
    ],
  };
  const report = logReportOf(
    [
      {
        service: "order",
        logs: {
          pods: [pod("order-7f9c4-x2x1z", failing), pod("order-7f9c4-b9b8q", panicking), dead],
          unread: [{ pod: "order-7f9c4-slow1", container: "order", isPrevious: false, reason: "timeout" }],
          podsLeftOut: 2,
        },
      },
    ],
    { nowMs: STORY_NOW_MS, windowMs: 300_000 },
  );
  return JSON.parse(JSON.stringify({ ...report, servicesUnread: [{ service: "payment", reason: "no_workload" }] }));
}

export function storyLogs(overrides: Partial<RoomLogs> = {}): RoomLogs {
  return {
    state: "ok",
    atMs: STORY_NOW_MS,
    n: 42,
    failingSinceMs: null,
    reason: null,
    query: "GET /api/v1/namespaces/shop/pods?deployment=order and their logs",
    data: storyLogReport(),
    ...overrides,
  };
}
