import * as z from "zod/mini";
import { panelOf } from "./room";

// What the room's logs carry. Times are epoch milliseconds; rates are lines per minute.

const badKind = z.enum(["panic", "error", "timeout"]);

const logLineSchema = z.object({
  atMs: z.nullable(z.number()),
  pod: z.string(),
  isPrevious: z.boolean(),
  text: z.string(),
  traceId: z.nullable(z.string()),
});

export const logGroupSchema = z.object({
  kind: badKind,
  /** The message with numbers, ids and quoted values masked. */
  template: z.string(),
  /** What all of them say; where they differ, the template. */
  title: z.string(),
  n: z.number(),
  perMin: z.number(),
  lastMs: z.nullable(z.number()),
  pods: z.array(z.object({ pod: z.string(), n: z.number(), perMin: z.number() })),
  lines: z.array(logLineSchema),
});

export const podReportSchema = z.object({
  service: z.string(),
  pod: z.string(),
  isReady: z.boolean(),
  restarts: z.number(),
  waiting: z.nullable(z.string()),
  lastTermination: z.nullable(z.object({ reason: z.string(), exitCode: z.number(), atMs: z.nullable(z.number()) })),
  linesRead: z.number(),
  /** Time that the log covers; less than the window when it was cut. */
  coveredMs: z.number(),
  isCut: z.boolean(),
  n: z.number(),
  perMin: z.number(),
});

export const logReportSchema = z.object({
  windowMs: z.number(),
  pods: z.array(podReportSchema),
  groups: z.array(logGroupSchema),
  groupsTotal: z.number(),
  linesRead: z.number(),
  n: z.object({ panic: z.number(), error: z.number(), timeout: z.number() }),
  /** Logs that could not be read: reason is the cluster's own sentence, or a GapReason. */
  unread: z.array(z.object({ pod: z.string(), container: z.string(), isPrevious: z.boolean(), reason: z.string() })),
  podsLeftOut: z.number(),
  /** Services of the incident whose logs were not read, and why: a GapReason, `no_workload` or `left_out`. */
  servicesUnread: z.array(z.object({ service: z.string(), reason: z.string() })),
});

export const roomLogsSchema = panelOf(logReportSchema);
export type RoomLogs = z.infer<typeof roomLogsSchema>;
export type LogReportWire = z.infer<typeof logReportSchema>;
export type LogGroupWire = z.infer<typeof logGroupSchema>;
export type PodReportWire = z.infer<typeof podReportSchema>;
