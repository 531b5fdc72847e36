import { z } from "zod";
import { roomViewFrom } from "@/lib/domain/room-view";
import { routeHeatmapSvg } from "@/lib/domain/route-heatmap-svg";
import { routeFrame } from "@/lib/queries/route-frame";
import { routePictureOf } from "@/lib/queries/route-picture";
import { parseBody, route } from "../../../handler";
import { requireIncident } from "../../require-incident";

const querySchema = z.object({
  tz: z
    .string()
    .max(64)
    .refine((zone) => isTimeZone(zone), "not a time zone")
    .default("UTC"),
});

/** The same as a picture. `?tz=Europe/Berlin` is the time zone of its axis; `?download` adds a file name. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident, number } = await requireIncident(app, params);
  const { tz } = parseBody(querySchema, { tz: query.get("tz") ?? undefined });
  const { rangeMin, span, service } = roomViewFrom(query);
  const frame = await routeFrame(app, { incidentId: incident.id, rangeMin, span, service });
  return new Response(routeHeatmapSvg(routePictureOf(frame, { number, timeZone: tz })), {
    headers: {
      "content-type": "image/svg+xml; charset=utf-8",
      "cache-control": "no-store",
      // An SVG is a document: opened on its own it may run nothing and fetch nothing.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      ...(query.has("download")
        ? { "content-disposition": `attachment; filename="incident-${number}-routes.svg"` }
        : {}),
    },
  });
});

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
