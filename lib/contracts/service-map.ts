import * as z from "zod/mini";
import { PLACE_KINDS } from "@/lib/domain/map-peer";

// The service map as the room's tick carries it. Positions are abstract units (COLUMN_PITCH, ROW_PITCH), ratios 0–1.

const figuresSchema = z.object({ n: z.number(), failed: z.number(), p95Ms: z.nullable(z.number()) });
const pointSchema = z.object({ x: z.number(), y: z.number() });
const spanSchema = z.object({ fromMs: z.number(), toMs: z.number() });

export const mapNodeSchema = z.extend(pointSchema, {
  id: z.string(),
  name: z.string(),
  kind: z.enum(PLACE_KINDS),
  spans: z.number(),
  now: figuresSchema,
  was: z.nullable(figuresSchema),
  selfRatio: z.number(),
  isEntry: z.boolean(),
});

export const mapEdgeSchema = z.object({
  caller: z.string(),
  callee: z.string(),
  now: figuresSchema,
  was: z.nullable(figuresSchema),
  /** Estimated: calls in the sample × measured rate of the anchor ÷ its requests in the sample. */
  perS: z.nullable(z.number()),
  failingRatio: z.number(),
  /** Bends between the two nodes. */
  via: z.array(pointSchema),
});

export const serviceMapSchema = z.object({
  nodes: z.array(mapNodeSchema),
  edges: z.array(mapEdgeSchema),
  /** Traces read, by start time within `sample`. */
  traces: z.number(),
  failingTraces: z.number(),
  sample: spanSchema,
  /** More traces matched than were fetched: shares hold, counts are of the fetched ones. */
  isSampled: z.boolean(),
  /** Service by which the traces were searched: everything here is part of a request through it. */
  anchor: z.string(),
  anchorPerS: z.nullable(z.number()),
  /** What `was` is of. */
  before: z.nullable(z.extend(spanSchema, { traces: z.number() })),
  /** Known services that are too far away to be drawn. */
  leftOut: z.number(),
});

export type MapData = z.infer<typeof serviceMapSchema>;
export type MapDataNode = z.infer<typeof mapNodeSchema>;
export type MapDataEdge = z.infer<typeof mapEdgeSchema>;
