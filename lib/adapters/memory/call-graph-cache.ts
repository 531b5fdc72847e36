import type { CallGraphCache } from "@/lib/ports";

/** Call edges last seen in traces, in this process. Empty until the first look: grouping then keeps services apart. */
export function createCallGraphCache(): CallGraphCache {
  let known: ReturnType<CallGraphCache["edges"]> = [];
  return {
    edges: () => known,
    remember(edges) {
      known = edges;
    },
  };
}
