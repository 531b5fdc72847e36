import type { ContainerLog, PodLogs, UnreadLog, WorkloadLogs } from "@/lib/domain/logs/log-lines";
import type { CallOptions, Logs } from "@/lib/ports";
import { Connection, type KubernetesOptions } from "./connection";
import { AnswerFailure, gapReasonOf } from "./failure";
import { rawLinesOf } from "./log-text";
import { measured } from "./measured";
import { selectorText } from "./normalise";
import { deploymentSchema, podListSchema, type WirePod } from "./schema";

const MAX_PODS_LISTED = 100;
const MAX_PODS_READ = 20;
const MAX_LOGS = 40;
const AT_ONCE = 6;
const MAX_LINES = 1_000;
const PREVIOUS_LINES = 200;
/** All logs of one read together, so that a read stays small however many pods there are. */
const TOTAL_BYTES = 6 * 1_024 * 1_024;
const MAX_LOG_BYTES = 1_024 * 1_024;
const LOG_TIMEOUT_MS = 1_000;
/** Kept of the deadline for putting the answer together. */
const RESERVE_MS = 100;

/** The `Logs` port on pods/log of the official client. Never throws: a dead cluster is a stated gap, a pod that cannot be read is named. */
export function kubernetesLogs(options: KubernetesOptions): Logs {
  const connection = new Connection(options);
  return {
    workloadLogs: (workload, from, call) =>
      measured(`GET /api/v1/namespaces/${workload.namespace}/pods?deployment=${workload.name} and their logs`, () =>
        readLogs(connection, workload, from, call),
      ),
  };
}

type Wanted = { readonly pod: WirePod; readonly container: string; readonly isPrevious: boolean };
type Read = { readonly pod: string; readonly log: ContainerLog };

async function readLogs(
  connection: Connection,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  from: Date,
  { timeoutMs }: CallOptions,
): Promise<WorkloadLogs | null> {
  const untilMs = performance.now() + timeoutMs - RESERVE_MS;
  const leftMs = () => Math.max(0, Math.round(untilMs - performance.now()));
  const listed = await listPods(connection, { namespace, name }, leftMs);
  if (listed === null) return null;
  const pods = listed.items.toSorted((a, b) => urgencyOf(b) - urgencyOf(a) || ageOf(a) - ageOf(b));
  const chosen = pods.slice(0, MAX_PODS_READ);
  const wanted = chosen.flatMap(wantedOf);
  const asked = wanted.slice(0, MAX_LOGS);
  const maxBytes = Math.min(MAX_LOG_BYTES, Math.floor(TOTAL_BYTES / Math.max(1, asked.length)));
  const read: Read[] = [];
  const unread: UnreadLog[] = wanted.slice(MAX_LOGS).map((one) => ({ ...placeOf(one), reason: "left_out" }));
  await eachOf(asked, AT_ONCE, async (one) => {
    try {
      const budgetMs = Math.min(LOG_TIMEOUT_MS, leftMs());
      if (budgetMs === 0) throw new DOMException("no time left", "TimeoutError");
      read.push({
        pod: one.pod.metadata.name,
        log: await readLog(connection, { namespace, one, from, maxBytes, budgetMs }),
      });
    } catch (error) {
      unread.push({ ...placeOf(one), reason: reasonOf(error) });
    }
  });
  return {
    pods: chosen.map((pod) => podLogsOf(pod, read)),
    unread: unread.sort((a, b) => (a.pod < b.pod ? -1 : 1)),
    podsLeftOut: pods.length - chosen.length + (listed.metadata.remainingItemCount ?? 0),
  };
}

async function listPods(
  connection: Connection,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  leftMs: () => number,
) {
  try {
    const body = await connection.call(leftMs(), ({ apps }, call) =>
      apps.readNamespacedDeployment({ namespace, name }, call),
    );
    const labelSelector = selectorText(deploymentSchema.parse(body).spec.selector);
    const listed = await connection.call(leftMs(), ({ core }, call) =>
      core.listNamespacedPod({ namespace, labelSelector, limit: MAX_PODS_LISTED }, call),
    );
    return podListSchema.parse(listed);
  } catch (error) {
    if (error instanceof AnswerFailure && error.status === 404) return null;
    throw error;
  }
}

/** What died or is not ready first: that is why somebody reads. */
function urgencyOf({ status }: WirePod): number {
  const restarts = status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const isReady = status.containerStatuses.length > 0 && status.containerStatuses.every(({ ready }) => ready);
  return (restarts > 0 ? 2 : 0) + (isReady ? 0 : 1);
}

/** Newest first. */
function ageOf({ metadata }: WirePod): number {
  return -metadata.creationTimestamp.getTime();
}

function wantedOf(pod: WirePod): readonly Wanted[] {
  return pod.spec.containers.flatMap(({ name }) => {
    const status = pod.status.containerStatuses.find((one) => one.name === name);
    const isPending = status?.state.waiting !== undefined && status.restartCount === 0;
    const current: Wanted[] = isPending ? [] : [{ pod, container: name, isPrevious: false }];
    return status !== undefined && status.restartCount > 0
      ? [...current, { pod, container: name, isPrevious: true }]
      : current;
  });
}

/**
 * The newest lines. A server that hits `limitBytes` leaves out the newest ones, not the oldest: then it is asked once more for as many lines
 * as fit.
 */
async function readLog(
  connection: Connection,
  input: {
    readonly namespace: string;
    readonly one: Wanted;
    readonly from: Date;
    readonly maxBytes: number;
    readonly budgetMs: number;
  },
): Promise<ContainerLog> {
  const { namespace, one, from, maxBytes, budgetMs } = input;
  const ask = (tailLines: number, timeoutMs: number) =>
    connection.callText(
      timeoutMs,
      ({ core }, call) =>
        core.readNamespacedPodLog(
          {
            namespace,
            name: one.pod.metadata.name,
            container: one.container,
            previous: one.isPrevious,
            timestamps: true,
            tailLines,
            limitBytes: maxBytes,
            ...(one.isPrevious ? {} : { sinceSeconds: Math.max(1, Math.ceil((Date.now() - from.getTime()) / 1_000)) }),
          },
          call,
        ),
      {},
      // Of a server that ignores limitBytes no more is taken than this.
      maxBytes * 2,
    );
  const askedMs = performance.now();
  const tail = one.isPrevious ? PREVIOUS_LINES : MAX_LINES;
  const first = await ask(tail, budgetMs);
  const isFull = Buffer.byteLength(first) >= maxBytes - 1;
  const lines = rawLinesOf(first);
  const { container, isPrevious } = one;
  if (!isFull) return { container, isPrevious, lines, isCut: lines.length >= tail };
  const fitting = Math.max(1, Math.floor(lines.length * 0.6));
  const again = await ask(fitting, Math.max(1, budgetMs - Math.round(performance.now() - askedMs)));
  return { container, isPrevious, lines: rawLinesOf(again), isCut: true };
}

function podLogsOf(pod: WirePod, read: readonly Read[]): PodLogs {
  const statuses = pod.status.containerStatuses;
  const last = statuses
    .flatMap(({ state, lastState }) => state.terminated ?? lastState.terminated ?? [])
    .toSorted((a, b) => (b.finishedAt?.getTime() ?? 0) - (a.finishedAt?.getTime() ?? 0))[0];
  return {
    pod: pod.metadata.name,
    isReady: statuses.length > 0 && statuses.every(({ ready }) => ready),
    restarts: statuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    waiting: statuses.find(({ state }) => state.waiting !== undefined)?.state.waiting?.reason ?? null,
    lastTermination:
      last === undefined ? null : { reason: last.reason, exitCode: last.exitCode, at: last.finishedAt ?? null },
    logs: read.filter((one) => one.pod === pod.metadata.name).map(({ log }) => log),
  };
}

function placeOf({ pod, container, isPrevious }: Wanted): Omit<UnreadLog, "reason"> {
  return { pod: pod.metadata.name, container, isPrevious };
}

/** The server's own sentence where it has one; else the word for the gap. */
function reasonOf(error: unknown): string {
  return error instanceof AnswerFailure && error.message !== "" ? error.message : gapReasonOf(error);
}

/** Runs `work` for every item, at most `atOnce` at a time. */
async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
