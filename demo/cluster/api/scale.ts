import { z } from "zod";
import { type Json, toJson } from "../json";
import type { Deployment } from "../state/objects";
import { badRequest } from "./api-failure";

const scaleSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string().optional() }).default({}),
  spec: z.looseObject({ replicas: z.number().int().default(0) }).default({ replicas: 0 }),
});

/** The autoscaling/v1 view of a Deployment. */
export function scaleOf(deployment: Deployment): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = deployment.metadata;
  const selector = Object.entries(deployment.spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: deployment.spec.replicas },
    status: { replicas: deployment.status.replicas ?? 0, selector: selector.join(",") },
  };
}

/** The Deployment body that a changed Scale asks for. Throws 400 when it cannot be read. */
export function scaledDeployment(deployment: Deployment, scale: Json): Json {
  const parsed = scaleSchema.safeParse(scale);
  if (!parsed.success) throw badRequest(`Scale cannot be read: ${z.prettifyError(parsed.error)}`);
  const { resourceVersion = deployment.metadata.resourceVersion } = parsed.data.metadata;
  return toJson({
    ...deployment,
    metadata: { ...deployment.metadata, resourceVersion },
    spec: { ...deployment.spec, replicas: parsed.data.spec.replicas },
  });
}
