import type { Change } from "@/lib/domain/change";
import type { Deps } from "@/lib/ports";

/** Stores a deploy, flag, configuration or schema change. The same change told twice is stored once: answers false then. */
export async function recordChange(
  { store, clock, ids }: Pick<Deps, "store" | "clock" | "ids">,
  change: Omit<Change, "id" | "at"> & { readonly at: Date | null },
): Promise<boolean> {
  return store.transaction((tx) => tx.saveChange({ ...change, id: ids.next(), at: change.at ?? clock.now() }));
}
