import { AppError } from "@/lib/errors";
import { mitigationDetailOf } from "@/lib/queries/incident-page";
import { route } from "../../handler";

export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const row = await app.store.mitigation(params.id ?? "");
  if (row === null) throw new AppError("not_found", "No such plan.");
  return Response.json(mitigationDetailOf(row));
});
