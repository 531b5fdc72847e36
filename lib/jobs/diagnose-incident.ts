import { z } from "zod";
import type { Deps } from "@/lib/ports";
import { diagnoseIncident } from "@/lib/usecases/diagnose-incident";

const payloadSchema = z.object({ incidentId: z.string() });

/** Diagnoses the incident that the payload names. */
export async function diagnoseIncidentJob(deps: Deps, payload: unknown): Promise<void> {
  await diagnoseIncident(deps, payloadSchema.parse(payload));
}
