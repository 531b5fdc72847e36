/** One line of a container as the cluster keeps it. `atMs` = when the node wrote it down; null when it did not say. */
export type RawLine = { readonly atMs: number | null; readonly text: string };

/** panic: a request or the process died of it. timeout: somebody waited too long. other: nothing is wrong. */
export const LOG_KINDS = ["panic", "error", "timeout", "other"] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** The output of one container, oldest line first. */
export type ContainerLog = {
  readonly container: string;
  /** The container before the last restart. */
  readonly isPrevious: boolean;
  readonly lines: readonly RawLine[];
  /** True when there was more than was read: then the lines reach back less far than was asked for. */
  readonly isCut: boolean;
};

/** Why a log is missing, in the cluster's own words where it has some. */
export type UnreadLog = {
  readonly pod: string;
  readonly container: string;
  readonly isPrevious: boolean;
  readonly reason: string;
};

export type PodLogs = {
  readonly pod: string;
  readonly isReady: boolean;
  readonly restarts: number;
  /** Why the container waits now, e.g. CrashLoopBackOff. */
  readonly waiting: string | null;
  readonly lastTermination: {
    readonly reason: string;
    readonly exitCode: number;
    readonly at: Date | null;
  } | null;
  readonly logs: readonly ContainerLog[];
};

/** The logs of a Deployment's pods. What was not read is named, never left out silently. */
export type WorkloadLogs = {
  readonly pods: readonly PodLogs[];
  readonly unread: readonly UnreadLog[];
  /** Pods beyond the bound of one read. */
  readonly podsLeftOut: number;
};
