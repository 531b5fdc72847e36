import { readBoard } from "@/lib/queries/board";
import { boardQueryFrom } from "@/lib/queries/incident-filter";
import { route } from "../handler";

/** The board as its page refreshes it, and further rows of it. */
export const GET = route({ capability: "read" }, async ({ app, query }) =>
  Response.json(await readBoard(app, boardQueryFrom(query))),
);
