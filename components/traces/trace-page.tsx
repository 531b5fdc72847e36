"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { PageHead } from "../shell/app-shell";
import { TraceBody } from "./trace-body";
import { TraceAbsent, useTraceFacts } from "./trace-facts";
import { tracePath } from "./trace-link";
import { useTrace } from "./use-trace";

/** One trace as a page of its own. */
export function TracePage({ traceId, spanId }: { traceId: string; spanId: string | null }) {
  const t = useTranslations("traces");
  const router = useRouter();
  const { trace, again } = useTrace(traceId);
  const factsOf = useTraceFacts();
  const facts = trace.state === "ready" ? factsOf(trace.loaded) : null;
  return (
    <div className="flex h-dvh min-h-[620px] flex-col bg-surface max-md:min-h-[900px]">
      <PageHead title={facts?.title ?? t("title", { id: traceId.slice(0, 8) })} summary={facts?.summary} />
      <TraceAbsent trace={trace} again={again} />
      {trace.state === "ready" ? (
        <TraceBody
          key={traceId}
          loaded={trace.loaded}
          spanId={spanId}
          onOpen={(id, span) => router.push(tracePath(id, span))}
        />
      ) : null}
    </div>
  );
}
