import { AppError } from "@/lib/errors";
import type { IncidentRow, Store } from "@/lib/ports";

/** The incident that a route's `[id]` names, by UUID or by number. Throws not_found. */
export async function requireIncident(
  { store }: { readonly store: Store },
  params: Readonly<Record<string, string>>,
): Promise<IncidentRow> {
  const row = await store.incident(params.id ?? "");
  if (row === null) throw new AppError("not_found", "No such incident.");
  return row;
}
