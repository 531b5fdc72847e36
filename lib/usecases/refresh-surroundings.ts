import { callGraphOf } from "@/lib/domain/call-graph";
import type { Trace } from "@/lib/domain/trace";
import type { Deps } from "@/lib/ports";

const TIMEOUT_MS = 3_000;
const LOOK_BACK_MS = 120_000;
const TRACES_PER_SERVICE = 20;
const SERVICES_MAX = 60;

/**
 * Looks around for services (traces, Deployments, past alerts) and who calls whom, so that an alert can be grouped with its neighbour
 * and a service needs no catalogue entry to appear. What cannot be asked keeps what was known.
 */
export async function refreshSurroundings({
  store,
  traces,
  cluster,
  catalogue,
  callGraph,
  clock,
}: Pick<Deps, "store" | "traces" | "cluster" | "catalogue" | "callGraph" | "clock">): Promise<void> {
  const options = { timeoutMs: TIMEOUT_MS };
  const [traced, deployed, alerted] = await Promise.all([
    traces.services(options),
    cluster.workloads(options),
    store.services(),
  ]);
  const names = [
    ...(traced.ok ? traced.value : []),
    ...(deployed.ok ? deployed.value.map((workload) => workload.service) : []),
    ...alerted,
  ];
  catalogue.discover(names);
  if (!traced.ok) return;

  const to = clock.now();
  const from = new Date(to.getTime() - LOOK_BACK_MS);
  const found = new Map<string, Trace>();
  for (const service of traced.value.slice(0, SERVICES_MAX)) {
    const search = await traces.search({ service, from, to, limit: TRACES_PER_SERVICE }, options);
    if (search.ok) for (const trace of search.value.traces) found.set(trace.traceId, trace);
  }
  if (found.size === 0) return;
  const edges = callGraphOf([...found.values()], { knownServices: traced.value });
  callGraph.remember(edges.map(({ caller, callee }) => ({ caller, callee })));
}
