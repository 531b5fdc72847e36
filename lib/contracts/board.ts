import * as z from "zod/mini";
import { BOARD_ORDERS, BOARD_SECTIONS } from "@/lib/domain/board-order";
import { FAILING_SIGNALS } from "@/lib/domain/failing-signal";
import { incidentWireSchema } from "./incident";
import { upstreamHealthSchema } from "./room";

const facetSchema = z.array(z.object({ value: z.string(), n: z.number() }));

/**
 * What the board shows at one moment: its sections in order with their counts, and the rows from `offset` on, counted through all
 * sections. The other rows come with another offset.
 */
export const boardSchema = z.object({
  atMs: z.number(),
  order: z.enum(BOARD_ORDERS),
  sections: z.array(z.object({ section: z.enum(BOARD_SECTIONS), n: z.number() })),
  offset: z.number(),
  incidents: z.array(incidentWireSchema),
  facets: z.object({ status: facetSchema, severity: facetSchema, team: facetSchema, service: facetSchema }),
  upstreams: z.array(upstreamHealthSchema),
  heartbeats: z.array(z.object({ name: z.string(), lastMs: z.number() })),
  /** Observation window where none runs, by service of the open incidents, ms. */
  windowMs: z.record(z.string(), z.number()),
});
export type Board = z.infer<typeof boardSchema>;

/** Answer of GET /api/incidents. */
export const incidentPageSchema = z.object({
  incidents: z.array(incidentWireSchema),
  nextCursor: z.nullable(z.string()),
  total: z.number(),
});
export type IncidentPage = z.infer<typeof incidentPageSchema>;

/** How the failing signal of an open incident ran. `values` on an even grid, newest last, null where there is no sample. */
const signalLineSchema = z.object({
  id: z.string(),
  state: z.enum(["ok", "stale", "unknown", "asking"]),
  signal: z.enum(FAILING_SIGNALS),
  values: z.array(z.nullable(z.number())),
  now: z.nullable(z.number()),
  /** What it should stay below, where an objective says so. */
  limit: z.nullable(z.number()),
  /** Requests behind the newest value. */
  n: z.nullable(z.number()),
  atMs: z.nullable(z.number()),
});
export type SignalLine = z.infer<typeof signalLineSchema>;

/** Answer of GET /api/board/signals. */
export const boardSignalsSchema = z.object({ fromMs: z.number(), toMs: z.number(), lines: z.array(signalLineSchema) });
export type BoardSignals = z.infer<typeof boardSignalsSchema>;
/** Rows that fit on a large screen. */
export const MAX_SIGNAL_LINES = 40;
