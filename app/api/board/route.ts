import { readBoard } from "@/lib/queries/board";
import { incidentFilterOf } from "@/lib/queries/incident-filter";
import { route } from "../handler";

/** The board as its page refreshes it. */
export const GET = route({ capability: "read" }, async ({ app, query }) =>
  Response.json(await readBoard(app, incidentFilterOf(query))),
);
