import { readPostmortem } from "@/lib/queries/postmortem-page";
import { route } from "../../../handler";
import { requireIncident } from "../../require-incident";

/** The document as a file; a draft from the events when nobody saved one. */
export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const row = await requireIncident(app, params);
  const { markdown } = await readPostmortem(app, row);
  return new Response(markdown, {
    headers: {
      "content-type": "text/markdown; charset=utf-8",
      "content-disposition": `attachment; filename="postmortem-${row.number}.md"`,
      "cache-control": "no-store",
    },
  });
});
