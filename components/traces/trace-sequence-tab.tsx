"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { traceSequence } from "@/lib/domain/mermaid/trace-sequence";
import type { Trace } from "@/lib/domain/trace";
import { rootSpanOf } from "@/lib/domain/trace-tree";
import { useFormat } from "../format/use-format";
import { MermaidDiagram } from "../mermaid/mermaid-diagram";

/** The trace as who called whom, in the reader's language. */
export function TraceSequenceTab({ trace }: { trace: Trace }) {
  const t = useTranslations("traces.sequence");
  const format = useFormat();
  const text = useMemo(() => {
    const root = rootSpanOf(trace);
    return traceSequence(trace, {
      title: root === null ? trace.traceId : `${root.service} ${root.operation}`,
      words: {
        outside: t("outside"),
        failed: t("failed"),
        repeated: (count, total) => t("repeated", { count, total }),
        cut: (drawn, all) => t("cut", { drawn: format.count(drawn), all: format.count(all) }),
      },
    });
  }, [trace, t, format]);
  return (
    <div className="min-h-0 flex-1 overflow-auto px-3 pb-3 max-md:px-4">
      <p className="pt-2 text-fg-3 text-xs">{t("say")}</p>
      <MermaidDiagram text={text} fileName={`trace-${trace.traceId.slice(0, 8)}`} />
    </div>
  );
}
