import { z } from "zod";
import type { Deps } from "@/lib/ports";
import { watchIncident } from "@/lib/usecases/watch-incident";

const payloadSchema = z.object({ incidentId: z.string(), round: z.coerce.number().int().min(0).default(0) });

/** Looks at the incident's surroundings once; the use case asks to be woken again while the incident is unresolved. */
export async function watchIncidentJob(deps: Deps, payload: unknown): Promise<void> {
  await watchIncident(deps, payloadSchema.parse(payload));
}
