import * as z from "zod/mini";
import { gridSchema, panelOf } from "./room";

/** Ratios 0–1; null without requests. */
const ratio = z.nullable(z.number());

export const routeRowSchema = z.object({
  /** "" where the series carry no route. */
  route: z.string(),
  n: z.number(),
  requestsPerS: z.number(),
  p50Ms: z.nullable(z.number()),
  p90Ms: z.nullable(z.number()),
  p99Ms: z.nullable(z.number()),
  failedRatio: ratio,
  slowRatio: ratio,
  abnormalRatio: ratio,
  /** Abnormal ratio by column of the grid; null = gap or no request. */
  columns: z.array(ratio),
});

/** Latency and abnormal requests by route, most abnormal first. `routesTotal` counts those that are left out too. */
export const routeFrameSchema = z.object({
  incidentId: z.string(),
  atMs: z.number(),
  service: z.string(),
  objectiveMs: z.number(),
  routes: panelOf(z.object({ grid: gridSchema, rows: z.array(routeRowSchema), routesTotal: z.number() })),
});

export type RouteFrame = z.infer<typeof routeFrameSchema>;
