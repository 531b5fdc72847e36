import { z } from "zod";
import { deletePod } from "../controller/replicaset-controller";
import type { Json } from "../json";
import type { Store } from "../state/store";
import { badRequest, conflict, groupOf, notFound } from "./api-failure";
import type { Target } from "./target";

const optionsSchema = z.looseObject({
  gracePeriodSeconds: z.number().int().min(0).optional(),
  dryRun: z.array(z.string()).optional(),
  preconditions: z.looseObject({ uid: z.string().optional(), resourceVersion: z.string().optional() }).optional(),
});

interface DeleteRequest {
  store: Store;
  target: Target;
  query: URLSearchParams;
  body: Json;
  nowMs: number;
}

/** A pod is marked and its node removes it; anything else goes at once, and what it owned follows. Throws 404, 409. */
export function deleteObject({ store, target, query, body, nowMs }: DeleteRequest): object {
  const { info, namespace, name = "" } = target;
  const options = optionsSchema.safeParse(body ?? {});
  if (!options.success) throw badRequest(`DeleteOptions cannot be read: ${z.prettifyError(options.error)}`);
  const dryRun = query.get("dryRun") === "All" || options.data.dryRun?.includes("All") === true;
  const object = store.get(info.resource, namespace, name);
  if (object === undefined) throw notFound(info, name);
  const { uid, resourceVersion } = options.data.preconditions ?? {};
  if ((uid ?? object.metadata.uid) !== object.metadata.uid) {
    throw conflict(
      info,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid}`,
    );
  }
  if ((resourceVersion ?? object.metadata.resourceVersion) !== object.metadata.resourceVersion)
    throw conflict(info, name);
  if (object.kind === "Pod") {
    const asked = query.get("gracePeriodSeconds") ?? options.data.gracePeriodSeconds;
    const graceSeconds = asked === undefined ? object.spec.terminationGracePeriodSeconds : Number(asked);
    return dryRun ? object : (deletePod(store, object, graceSeconds, nowMs) ?? object);
  }
  if (!dryRun) store.remove(info.resource, object);
  const details = { name, ...groupOf(info), kind: info.resource, uid: object.metadata.uid };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}
