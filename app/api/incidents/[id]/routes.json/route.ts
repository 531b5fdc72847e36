import { roomViewFrom } from "@/lib/domain/room-view";
import { routeFrame } from "@/lib/queries/route-frame";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

/** Latency and abnormal requests by route, for the range, stretch and service of a room's address. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident } = await requireIncident(app, params);
  const { rangeMin, span, service } = roomViewFrom(query);
  return Response.json(await routeFrame(app, { incidentId: incident.id, rangeMin, span, service }));
});
