import { z } from "zod";
import { incidentWireSchema } from "./incident";
import { upstreamHealthSchema } from "./room";

const facetSchema = z.array(z.object({ value: z.string(), n: z.number() }));

/** What the board shows at one moment. `resolved` is the first page; the next ones come from GET /api/incidents. */
export const boardSchema = z.object({
  atMs: z.number(),
  open: z.array(incidentWireSchema),
  openTotal: z.number(),
  resolved: z.object({
    incidents: z.array(incidentWireSchema),
    nextCursor: z.string().nullable(),
    total: z.number(),
  }),
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
  nextCursor: z.string().nullable(),
  total: z.number(),
});
export type IncidentPage = z.infer<typeof incidentPageSchema>;
