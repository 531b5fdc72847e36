import { snapshotToWire } from "@/lib/contracts/snapshot";
import { AppError } from "@/lib/errors";
import { route } from "../../handler";

/** The archive once it is sealed; 202 with its state until then. */
export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const found = await app.store.snapshot(params.id ?? "");
  if (found === null) throw new AppError("not_found", "No such snapshot.");
  const { row, archive } = found;
  if (archive === null) return Response.json(snapshotToWire(row), { status: 202, headers: { "retry-after": "1" } });
  return new Response(new Uint8Array(archive), {
    headers: {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="firebreak-snapshot-${row.id}.zip"`,
      "x-firebreak-sha256": row.sha256 ?? "",
    },
  });
});
