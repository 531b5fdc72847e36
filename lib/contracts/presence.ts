import * as z from "zod/mini";

/** Who looks at an incident now, as the live stream tells it (`event: presence`). `viewers` holds the first dozen. */
export const presenceSchema = z.object({
  incidentId: z.string(),
  viewers: z.array(z.object({ id: z.string(), name: z.string() })),
  total: z.int().check(z.nonnegative()),
});
export type PresenceWire = z.infer<typeof presenceSchema>;
