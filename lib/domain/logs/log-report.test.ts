import { describe, expect, it } from "vitest";
import type { ContainerLog, PodLogs } from "./log-lines";
import { logReportOf, MAX_GROUPS } from "./log-report";

const NOW = Date.parse("2026-11-20T14:05:00Z");
const MINUTE = 60_000;
const range = { nowMs: NOW, windowMs: 5 * MINUTE };

const errorLine = (agoMs: number, msg = "cannot load cart 7") => ({
  atMs: NOW - agoMs,
  text: JSON.stringify({ level: "error", msg, trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" }),
});
const infoLine = (agoMs: number) => ({ atMs: NOW - agoMs, text: '{"level":"info","msg":"ok"}' });
const log = (lines: ContainerLog["lines"], more: Partial<ContainerLog> = {}): ContainerLog => ({
  container: "order",
  isPrevious: false,
  isCut: false,
  lines,
  ...more,
});
const pod = (name: string, logs: readonly ContainerLog[], more: Partial<PodLogs> = {}): PodLogs => ({
  pod: name,
  isReady: true,
  restarts: 0,
  waiting: null,
  lastTermination: null,
  logs,
  ...more,
});
const report = (...pods: readonly PodLogs[]) =>
  logReportOf([{ service: "order", logs: { pods, unread: [], podsLeftOut: 0 } }], range);

describe("logReportOf", () => {
  it("groups like messages over pods and ranks groups and pods by lines per minute", () => {
    // a: ten errors in 5 min; b: twenty, and five of another kind
    const a = pod("a", [log([...Array(10)].map((_, i) => errorLine(i * 1_000, `cannot load cart ${i}`)))]);
    const b = pod("b", [
      log([
        ...[...Array(20)].map((_, i) => errorLine(i * 1_000)),
        ...[...Array(5)].map((_, i) => errorLine(i * 1_000, "call risk: context deadline exceeded")),
        infoLine(0),
      ]),
    ]);
    const { groups, pods, n, linesRead } = report(a, b);
    expect(groups.map(({ kind, n, perMin }) => ({ kind, n, perMin }))).toEqual([
      { kind: "error", n: 30, perMin: 6 },
      { kind: "timeout", n: 5, perMin: 1 },
    ]);
    expect(groups[0]?.pods.map(({ pod, n }) => [pod, n])).toEqual([
      ["b", 20],
      ["a", 10],
    ]);
    expect(pods.map(({ pod, perMin }) => [pod, perMin])).toEqual([
      ["b", 5],
      ["a", 2],
    ]);
    expect(n).toEqual({ panic: 0, error: 30, timeout: 5 });
    expect(linesRead).toBe(36);
  });

  it("shows the last lines, newest first, with their traces", () => {
    const { groups } = report(pod("a", [log([...Array(9)].map((_, i) => errorLine((9 - i) * 1_000)))]));
    expect(groups[0]?.lines.map(({ atMs }) => NOW - (atMs ?? 0))).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(groups[0]?.lines[0]).toMatchObject({ pod: "a", traceId: "4bf92f3577b34da6a3ce929d0e0e4736" });
  });

  it("divides by the time that a cut log covers, not by the window", () => {
    //        |-- 5 min window ------------------|
    //                               |-- 30 s ---|   all that was read: 30 lines
    const lines = [...Array(30)].map((_, i) => errorLine((30 - i) * 1_000));
    const { groups, pods } = report(pod("a", [log(lines, { isCut: true })]));
    expect(pods[0]).toMatchObject({ coveredMs: 30_000, isCut: true, perMin: 60 });
    expect(groups[0]?.perMin).toBe(60);
    expect(report(pod("a", [log(lines)])).pods[0]?.perMin).toBe(6);
  });

  it("shows why a pod restarted long ago without making a rate of it", () => {
    const crash = { atMs: NOW - 20 * MINUTE, text: "panic: cannot start" };
    const crashed = pod("a", [log([infoLine(0)]), log([crash], { isPrevious: true })], {
      restarts: 4,
      isReady: false,
      waiting: "CrashLoopBackOff",
      lastTermination: { reason: "Error", exitCode: 2, at: new Date(NOW - 20 * MINUTE) },
    });
    const { groups, pods, n } = report(crashed);
    expect(groups).toMatchObject([{ kind: "panic", n: 0, perMin: 0, lines: [{ isPrevious: true }] }]);
    expect(pods[0]).toMatchObject({ restarts: 4, waiting: "CrashLoopBackOff", n: 0 });
    expect(n.panic).toBe(0);
  });

  it("puts a pod that keeps dying above a quiet one", () => {
    const { pods } = report(pod("a", [log([])]), pod("b", [log([])], { restarts: 3 }));
    expect(pods.map(({ pod }) => pod)).toEqual(["b", "a"]);
  });

  it("says what all lines of a group say, and masks only what differs", () => {
    const same = report(pod("a", [log([errorLine(0, "order answered 502"), errorLine(1, "order answered 502")])]));
    expect(same.groups[0]?.title).toBe("order answered 502");
    const mixed = report(pod("a", [log([errorLine(0, "order answered 502"), errorLine(1, "order answered 500")])]));
    expect(mixed.groups).toMatchObject([{ n: 2, title: "order answered <n>", template: "order answered <n>" }]);
  });

  it("bounds the groups and says how many there are", () => {
    const words = [...Array(MAX_GROUPS + 7)].map((_, i) => `kind${"x".repeat(i)} failed`);
    const { groups, groupsTotal } = report(pod("a", [log(words.map((word) => errorLine(0, word)))]));
    expect(groups).toHaveLength(MAX_GROUPS);
    expect(groupsTotal).toBe(MAX_GROUPS + 7);
  });

  it("of healthy pods holds no group and counts what was read", () => {
    expect(report(pod("a", [log([infoLine(0), infoLine(1)])]))).toMatchObject({ groups: [], linesRead: 2 });
  });
});
