import { traceSequence } from "@/lib/domain/mermaid/trace-sequence";
import { rootSpanOf } from "@/lib/domain/trace-tree";
import { traceById } from "@/lib/queries/trace-by-id";
import { traceIdParam } from "../../../../trace-id-param";
import { route } from "../../../handler";

/** The trace as a Mermaid sequence diagram, as a download. */
export const GET = route({ capability: "read" }, async ({ app, params }) => {
  const { trace } = await traceById(app, traceIdParam(params.traceId));
  const root = rootSpanOf(trace);
  const title = root === null ? trace.traceId : `${root.service} ${root.operation}, trace ${trace.traceId}`;
  return new Response(traceSequence(trace, { title }), {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="trace-${trace.traceId}.mmd"`,
    },
  });
});
