import { traceAnswer } from "@/lib/queries/trace-by-id";
import { traceIdParam } from "../../../trace-id-param";
import { route } from "../../handler";

/** One whole trace by its id, whether an incident knows it or not. */
export const GET = route({ capability: "read" }, async ({ app, params }) =>
  Response.json(await traceAnswer(app, traceIdParam(params.traceId))),
);
