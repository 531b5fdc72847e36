import * as z from "zod/mini";
import { BREAKER_STATES } from "@/lib/domain/measurement";
import { BREAKER_MODES, UNKNOWN_REASONS } from "@/lib/domain/protection";
import { SERVICE_STATES } from "@/lib/domain/service-health";

// What guards calls between services, as the room's tick and the API tell it. Times are epoch milliseconds, ratios 0–1.

const state = z.enum(BREAKER_STATES);
const readingSchema = z.object({ dialect: z.string(), metric: z.string() });
const pair = { caller: z.string(), callee: z.string() };

export const breakerSchema = z.object({
  ...pair,
  state,
  pods: z.number(),
  podsOpen: z.number(),
  podsHalfOpen: z.number(),
  podsUnknown: z.number(),
  unknownReason: z.nullable(z.enum(UNKNOWN_REASONS)),
  mode: z.nullable(z.enum(BREAKER_MODES)),
  openSinceMs: z.nullable(z.number()),
  /** It was open already when the look-back began. */
  wasOpenBefore: z.boolean(),
  lastProbeMs: z.nullable(z.number()),
  /** Times that it opened in the last 10 minutes. */
  flaps: z.number(),
  /** Pods that are not closed, the worst first; cut at 12, the counts above are whole. */
  namedPods: z.array(z.object({ pod: z.string(), state })),
  /** Set when there is more than one breaker between the two, e.g. one per method. */
  parts: z.array(
    z.object({ name: z.string(), state, pods: z.number(), podsOpen: z.number(), podsHalfOpen: z.number() }),
  ),
  readAs: z.array(readingSchema),
});
export type BreakerCell = z.infer<typeof breakerSchema>;

export const guardsPanelSchema = z.object({
  limits: z.array(
    z.object({
      ...pair,
      limit: z.enum(["connections", "connection_pools", "pending_requests", "requests", "retries", "calls"]),
      podsAtLimit: z.number(),
      sinceMs: z.number(),
      readAs: readingSchema,
    }),
  ),
  ejections: z.array(
    z.object({
      ...pair,
      hostsEjected: z.number(),
      hosts: z.nullable(z.number()),
      podsEjecting: z.number(),
      sinceMs: z.number(),
      readAs: readingSchema,
    }),
  ),
  shedding: z.array(
    z.object({ ...pair, ratio: z.number(), podsShedding: z.number(), pods: z.number(), readAs: readingSchema }),
  ),
  /** Services whose declared breaker metric has no series. */
  silent: z.array(z.object({ service: z.string(), metric: z.string() })),
  health: z.array(
    z.object({
      service: z.string(),
      state: z.enum(SERVICE_STATES),
      probe: z.enum(["up", "degraded", "down", "unknown"]),
      up: z.nullable(z.number()),
      targets: z.nullable(z.number()),
      /** Breakers that decided: of this service, or of others towards it. */
      breakers: z.array(z.object({ ...pair, state })),
    }),
  ),
});
export type GuardsPanel = z.infer<typeof guardsPanelSchema>;
