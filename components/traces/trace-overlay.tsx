"use client";

import { useTranslations } from "next-intl";
import type { TraceReference } from "@/lib/domain/trace-id";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TraceBody } from "./trace-body";
import { TraceAbsent, useTraceFacts } from "./trace-facts";
import { tracePath } from "./trace-link";
import { useTrace } from "./use-trace";

/** A trace over the page that it was opened from. */
export function TraceOverlay(props: {
  readonly reference: TraceReference;
  readonly onOpen: (reference: TraceReference) => void;
  readonly onClose: () => void;
}) {
  const { traceId, spanId } = props.reference;
  const t = useTranslations("traces");
  const { trace, again } = useTrace(traceId);
  const factsOf = useTraceFacts();
  const facts = trace.state === "ready" ? factsOf(trace.loaded) : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={facts?.title ?? t("title", { id: traceId.slice(0, 8) })}
      description={facts?.summary ?? ""}
      aside={
        <Button asChild tone="ghost">
          <a href={tracePath(traceId, spanId)} className="touch-target">
            {t("as_page")}
          </a>
        </Button>
      }
      className="h-[calc(100dvh-40px)] w-[1320px] max-md:h-dvh"
    >
      <div className="flex h-full min-h-[480px] flex-col">
        <TraceAbsent trace={trace} again={again} />
        {trace.state === "ready" ? (
          <TraceBody
            key={traceId}
            loaded={trace.loaded}
            spanId={spanId}
            onOpen={(id, span) => props.onOpen({ traceId: id, spanId: span ?? null })}
          />
        ) : null}
      </div>
    </Dialog>
  );
}
