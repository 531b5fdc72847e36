import { z } from "zod";
import { POSTMORTEM_STATUSES } from "@/lib/domain/postmortem-review";

export const POSTMORTEM_MAX_CHARS = 400_000;

/** Body of PUT /api/incidents/{id}/postmortem. `revision` = the one that was read; 0 = never saved. */
export const savePostmortemInputSchema = z.object({
  revision: z.int().nonnegative(),
  markdown: z.string().max(POSTMORTEM_MAX_CHARS).optional(),
  status: z.enum(POSTMORTEM_STATUSES).optional(),
});
export type SavePostmortemInput = z.infer<typeof savePostmortemInputSchema>;

/** A post-mortem as the API gives it. `revision` 0: a draft made from the events just now, saved by nobody. */
export const postmortemWireSchema = z.object({
  incidentId: z.string(),
  number: z.number(),
  status: z.enum(POSTMORTEM_STATUSES),
  markdown: z.string(),
  revision: z.number(),
  updatedAt: z.iso.datetime({ offset: true }).nullable(),
  updatedBy: z.string().nullable(),
});
export type PostmortemWire = z.infer<typeof postmortemWireSchema>;
