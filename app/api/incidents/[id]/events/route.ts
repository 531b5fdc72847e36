import { eventToWire } from "@/lib/contracts/events";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident } = await requireIncident(app, params);
  const after = Number.parseInt(query.get("after") ?? "0", 10);
  const events = await app.store.events(incident.id, Number.isInteger(after) && after > 0 ? after : 0);
  return Response.json({ events: events.map(eventToWire) });
});
