import { z } from "zod";
import { dependencyFlow } from "@/lib/domain/mermaid/dependency-flow";
import { FIRST_RANGE_MIN } from "@/lib/domain/room-view";
import { serviceMapSvg } from "@/lib/domain/service-map-svg";
import { suspectPlaceOf } from "@/lib/domain/suspect-place";
import { AppError } from "@/lib/errors";
import { roomFrame } from "@/lib/queries/room-frame";
import { parseBody, route } from "../../../handler";
import { requireIncident } from "../../require-incident";

const querySchema = z.object({ format: z.enum(["json", "mermaid", "svg"]).default("json") });
/** Nobody may be looking at the room: then this call is what makes the frame. */
const WAIT_MS = 4_000;

/** Who calls whom around the incident's service, as the room shows it now. `?download` adds a file name. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident, number } = await requireIncident(app, params);
  const { format } = parseBody(querySchema, { format: query.get("format") ?? undefined });
  const frame = await roomFrame(app, { incidentId: incident.id, rangeMin: FIRST_RANGE_MIN, waitMs: WAIT_MS });
  if (frame === null) throw new AppError("upstream_failed", "The room has no answer yet. Ask again.");
  const panel = frame.map;
  if (format === "json") return Response.json({ map: panel });
  const map = panel.data;
  if (map === null) throw new AppError("upstream_failed", "Jaeger has not answered yet. Ask again.");

  const title = `#${number} ${incident.title}`;
  const cause = suspectPlaceOf(await app.store.diagnosis(incident.id));
  const at = (ms: number) => new Date(ms).toISOString().slice(11, 19);
  const foot = `${map.isSampled ? `${map.traces} sampled traces` : `All ${map.traces} traces`} through ${map.anchor}, ${at(map.sample.fromMs)}–${at(map.sample.toMs)} UTC`;
  const answer = (text: string, type: string, extension: string) =>
    new Response(text, {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        ...(query.has("download")
          ? { "content-disposition": `attachment; filename="incident-${number}-map.${extension}"` }
          : {}),
      },
    });
  return format === "mermaid"
    ? answer(dependencyFlow(map, { title, cause }), "text/plain", "mmd")
    : answer(serviceMapSvg(map, { title, foot, cause }), "image/svg+xml", "svg");
});
