import { MAX_SIGNAL_LINES } from "@/lib/contracts/board";
import { AppError } from "@/lib/errors";
import { boardSignals } from "@/lib/queries/board-signals";
import { route } from "../../handler";

/** The failing signals of the open incidents in view. */
export const GET = route({ capability: "read" }, async ({ app, query }) => {
  const ids = [...new Set(query.getAll("id"))];
  if (ids.length > MAX_SIGNAL_LINES)
    throw new AppError("invalid_input", `At most ${MAX_SIGNAL_LINES} incidents at once.`);
  return Response.json(await boardSignals(app, ids));
});
