"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "../format/use-format";
import { Mark } from "../ui/mark";
import type { LoadedTrace } from "./use-trace";

const SHOWN_WARNINGS = 3;

/** What the reader must know before he believes the picture: what is missing, what the clocks got wrong, what is left out. */
export function TraceNotes({ loaded }: { loaded: LoadedTrace }) {
  const t = useTranslations("traces.note");
  const format = useFormat();
  const { outline, spansTotal, trace } = loaded;
  const { orphans, startBeforeParent, endAfterParent, detachedSpans, asyncSpans, warnings } = outline;
  const notes: readonly (readonly ["watch" | "unknown", string])[] = [
    ...(spansTotal > trace.spans.length
      ? [["watch", t("cut", { shown: format.count(trace.spans.length), all: format.count(spansTotal) })] as const]
      : []),
    ...warnings.slice(0, SHOWN_WARNINGS).map((text) => ["watch", t("warning", { text })] as const),
    ...(warnings.length > SHOWN_WARNINGS
      ? [["watch", t("more_warnings", { n: warnings.length - SHOWN_WARNINGS })] as const]
      : []),
    ...(orphans > 0 ? [["watch", t("orphans", { n: orphans })] as const] : []),
    ...(detachedSpans > 0 ? [["unknown", t("detached", { n: detachedSpans })] as const] : []),
    ...(startBeforeParent > 0 ? [["watch", t("start_before_parent", { n: startBeforeParent })] as const] : []),
    ...(endAfterParent > 0 ? [["unknown", t("end_after_parent", { n: endAfterParent })] as const] : []),
    ...(asyncSpans > 0 ? [["unknown", t("async", { n: asyncSpans })] as const] : []),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5 border-line border-b px-3 py-1 text-fg-2 text-xs max-md:px-4">
      {notes.map(([shape, text]) => (
        <li key={text} className="flex items-baseline gap-1.5">
          <Mark shape={shape} className="size-2" />
          {text}
        </li>
      ))}
    </ul>
  );
}
