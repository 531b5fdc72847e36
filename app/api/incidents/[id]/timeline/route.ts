import { z } from "zod";
import { ganttOfIncident } from "@/lib/domain/mermaid/incident-gantt";
import { sequenceDiagram } from "@/lib/domain/mermaid/sequence";
import { timelineDiagram } from "@/lib/domain/mermaid/timeline";
import { timelineCsv, timelineJson, timelineMarkdown } from "@/lib/domain/timeline-text";
import { parseBody, route } from "../../../handler";
import { requireIncident } from "../../require-incident";

const querySchema = z.object({
  format: z.enum(["sequence", "gantt", "timeline", "json", "csv", "markdown"]).default("json"),
});

/** The incident told as text. `?download` adds a file name. */
export const GET = route({ capability: "read" }, async ({ app, params, query }) => {
  const { incident, number } = await requireIncident(app, params);
  const { format } = parseBody(querySchema, { format: query.get("format") ?? undefined });
  const events = await app.store.events(incident.id);
  const title = `#${number} ${incident.title}`;
  const answer = (text: string, type: string, extension: string) =>
    new Response(text, {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        ...(query.has("download")
          ? { "content-disposition": `attachment; filename="incident-${number}-${format}.${extension}"` }
          : {}),
      },
    });
  switch (format) {
    case "sequence":
      return answer(sequenceDiagram(events, { title }), "text/plain", "mmd");
    case "gantt":
      return answer(ganttOfIncident(events, { title, now: app.clock.now() }), "text/plain", "mmd");
    case "timeline":
      return answer(timelineDiagram(events, { title }), "text/plain", "mmd");
    case "json":
      return Response.json({ timeline: timelineJson(events) });
    case "csv":
      return answer(timelineCsv(events), "text/csv", "csv");
    case "markdown":
      return answer(timelineMarkdown(events, { title }), "text/markdown", "md");
    default:
      return format satisfies never;
  }
});
