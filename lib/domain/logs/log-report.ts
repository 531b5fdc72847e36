import { compareText } from "../text-order";
import { entriesOf, type LogEntry } from "./log-entry";
import type { ContainerLog, LogKind, PodLogs, UnreadLog, WorkloadLogs } from "./log-lines";

export type BadKind = Exclude<LogKind, "other">;

/** Like messages of all pods. `perMin` adds up what each pod wrote per minute of the time that its log covers. */
export type LogGroup = {
  readonly kind: BadKind;
  readonly template: string;
  /** What all of them say; where they differ, the template. */
  readonly title: string;
  readonly n: number;
  readonly perMin: number;
  readonly lastMs: number | null;
  /** Pods that wrote it, most first. */
  readonly pods: readonly { readonly pod: string; readonly n: number; readonly perMin: number }[];
  /** The last lines, newest first. */
  readonly lines: readonly {
    readonly atMs: number | null;
    readonly pod: string;
    readonly isPrevious: boolean;
    readonly text: string;
    readonly traceId: string | null;
  }[];
};

/** One pod in one sentence: how much of it is bad, and whether it keeps dying. */
export type PodReport = {
  readonly service: string;
  readonly pod: string;
  readonly isReady: boolean;
  readonly restarts: number;
  readonly waiting: string | null;
  readonly lastTermination: { readonly reason: string; readonly exitCode: number; readonly atMs: number | null } | null;
  readonly linesRead: number;
  /** Time that its current log covers. Less than the window when the log was cut. */
  readonly coveredMs: number;
  readonly isCut: boolean;
  readonly n: number;
  readonly perMin: number;
};

export type LogReport = {
  readonly windowMs: number;
  /** Most bad lines per minute first. */
  readonly pods: readonly PodReport[];
  readonly groups: readonly LogGroup[];
  /** Groups beyond the bound are counted here too. */
  readonly groupsTotal: number;
  readonly linesRead: number;
  readonly n: Readonly<Record<BadKind, number>>;
  readonly unread: readonly UnreadLog[];
  readonly podsLeftOut: number;
};

export const MAX_GROUPS = 40;
const LINES_PER_GROUP = 5;
const MINUTE_MS = 60_000;
/** A log that covers less would make one line look like a storm. */
const LEAST_COVERED_MS = 10_000;

type Written = LogEntry & { readonly pod: string; readonly isPrevious: boolean; readonly coveredMs: number };

/**
 * Logs of several workloads as groups and pods, ranked by rate. A line of the container before a restart counts when it falls into the
 * window; an older one is shown, for it is why the pod restarted, but makes no rate.
 */
export function logReportOf(
  workloads: readonly { readonly service: string; readonly logs: WorkloadLogs }[],
  { nowMs, windowMs }: { readonly nowMs: number; readonly windowMs: number },
): LogReport {
  const written: Written[] = [];
  const pods: PodReport[] = [];
  let linesRead = 0;
  for (const { service, logs } of workloads) {
    for (const pod of logs.pods) {
      const coveredMs = coveredMsOf(pod, { nowMs, windowMs });
      const bad = pod.logs.flatMap((log) => badEntriesOf(pod, log, coveredMs));
      const counted = bad.filter((entry) => isInWindow(entry, nowMs, windowMs));
      const read = pod.logs.reduce((sum, { lines }) => sum + lines.length, 0);
      linesRead += read;
      written.push(...bad);
      pods.push(podReport(service, pod, { coveredMs, read, n: counted.length }));
    }
  }
  const groups = groupsOf(written, { nowMs, windowMs });
  const count = (kind: BadKind) =>
    written.filter((entry) => entry.kind === kind && isInWindow(entry, nowMs, windowMs)).length;
  return {
    windowMs,
    pods: pods.sort((a, b) => b.perMin - a.perMin || b.restarts - a.restarts || compareText(a.pod, b.pod)),
    groups: groups.slice(0, MAX_GROUPS),
    groupsTotal: groups.length,
    linesRead,
    n: { panic: count("panic"), error: count("error"), timeout: count("timeout") },
    unread: workloads.flatMap(({ logs }) => logs.unread),
    podsLeftOut: workloads.reduce((sum, { logs }) => sum + logs.podsLeftOut, 0),
  };
}

/** A cut log reaches back to its first line only: dividing by the whole window would make a storm look mild. */
function coveredMsOf(pod: PodLogs, { nowMs, windowMs }: { nowMs: number; windowMs: number }): number {
  const firsts = pod.logs
    .filter(({ isCut, isPrevious }) => isCut && !isPrevious)
    .flatMap(({ lines }) => lines.find(({ atMs }) => atMs !== null)?.atMs ?? []);
  const reachMs = firsts.length === 0 ? windowMs : nowMs - Math.max(...firsts);
  return Math.min(windowMs, Math.max(LEAST_COVERED_MS, reachMs));
}

function badEntriesOf(pod: PodLogs, log: ContainerLog, coveredMs: number): readonly Written[] {
  return entriesOf(log.lines)
    .filter(({ kind }) => kind !== "other")
    .map((entry) => ({ ...entry, pod: pod.pod, isPrevious: log.isPrevious, coveredMs }));
}

function isInWindow({ atMs, isPrevious }: Written, nowMs: number, windowMs: number): boolean {
  return atMs === null ? !isPrevious : atMs >= nowMs - windowMs;
}

function podReport(
  service: string,
  pod: PodLogs,
  { coveredMs, read, n }: { coveredMs: number; read: number; n: number },
): PodReport {
  const { lastTermination: last } = pod;
  return {
    service,
    pod: pod.pod,
    isReady: pod.isReady,
    restarts: pod.restarts,
    waiting: pod.waiting,
    lastTermination:
      last === null ? null : { reason: last.reason, exitCode: last.exitCode, atMs: last.at?.getTime() ?? null },
    linesRead: read,
    coveredMs,
    isCut: pod.logs.some(({ isCut }) => isCut),
    n,
    perMin: perMinOf(n, coveredMs),
  };
}

function groupsOf(
  written: readonly Written[],
  { nowMs, windowMs }: { nowMs: number; windowMs: number },
): readonly LogGroup[] {
  const byKey = new Map<string, Written[]>();
  for (const entry of written) {
    const key = `${entry.kind} ${entry.template}`;
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [entry]);
    else group.push(entry);
  }
  return [...byKey.values()]
    .flatMap((entries) => groupOf(entries, { nowMs, windowMs }) ?? [])
    .sort((a, b) => b.perMin - a.perMin || (b.lastMs ?? 0) - (a.lastMs ?? 0) || compareText(a.template, b.template));
}

function groupOf(entries: readonly Written[], range: { nowMs: number; windowMs: number }): LogGroup | null {
  const [first] = entries;
  if (first === undefined || first.kind === "other") return null;
  const byPod = new Map<string, { n: number; coveredMs: number }>();
  for (const entry of entries) {
    const pod = byPod.get(entry.pod) ?? { n: 0, coveredMs: entry.coveredMs };
    byPod.set(entry.pod, pod);
    if (isInWindow(entry, range.nowMs, range.windowMs)) pod.n += 1;
  }
  const pods = [...byPod]
    .map(([pod, { n, coveredMs }]) => ({ pod, n, perMin: perMinOf(n, coveredMs) }))
    .sort((a, b) => b.perMin - a.perMin || compareText(a.pod, b.pod));
  const newest = entries.toReversed().sort((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0));
  return {
    kind: first.kind,
    template: first.template,
    title: entries.every(({ title }) => title === first.title) ? first.title : first.template,
    n: pods.reduce((sum, { n }) => sum + n, 0),
    perMin: pods.reduce((sum, { perMin }) => sum + perMin, 0),
    lastMs: newest[0]?.atMs ?? null,
    pods,
    lines: newest
      .slice(0, LINES_PER_GROUP)
      .map(({ atMs, pod, isPrevious, text, traceId }) => ({ atMs, pod, isPrevious, text, traceId })),
  };
}

function perMinOf(n: number, coveredMs: number): number {
  return (n * MINUTE_MS) / coveredMs;
}
