import type { Deps } from "@/lib/ports";

const TIMEOUT_MS = 3_000;

/**
 * Reads every Deployment whose revision is not in `observed` yet while its pods run, so that its image digest is on record when it is to come
 * back. `observed` (namespace/name → revision) is the caller's memory and is updated. A revision without a digest is read again.
 */
export async function observeRevisions(
  { cluster }: Pick<Deps, "cluster">,
  observed: Map<string, number>,
): Promise<void> {
  const options = { timeoutMs: TIMEOUT_MS };
  const deployed = await cluster.workloads(options);
  if (!deployed.ok) return;
  for (const { namespace, name, revision } of deployed.value) {
    const key = `${namespace}/${name}`;
    if (observed.get(key) === revision) continue;
    const read = await cluster.workload(namespace, name, options);
    if (!read.ok || read.value === null) continue;
    const current = read.value.revisions.find(({ number }) => number === revision);
    if (current?.imageDigest) observed.set(key, revision);
  }
}
