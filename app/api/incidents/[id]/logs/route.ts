import { roomLogs } from "@/lib/queries/room-logs";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

/** Bad lines of the affected pods: shared by all who look at the room, read at most every five seconds. */
export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const { incident } = await requireIncident(app, params);
  return Response.json(await roomLogs({ ...app, cache: app.roomLogs }, { incident }), {
    headers: { "cache-control": "no-store" },
  });
});
