"use client";

import { useEffect, useRef } from "react";
import { type TraceReference, traceReferenceIn } from "@/lib/domain/trace-id";

/**
 * Calls back with the trace that is pasted onto the page: an id, a traceparent, an address of a trace, a log line. Text fields keep
 * what is pasted into them. The innermost listener wins: who comes later sees that the paste was taken.
 */
export function usePastedTrace(onTrace: (reference: TraceReference) => void): void {
  const call = useRef(onTrace);
  call.current = onTrace;
  useEffect(() => {
    function paste(event: ClipboardEvent) {
      if (event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest("input, textarea, select, [contenteditable]:not([contenteditable=false])")) return;
      const reference = traceReferenceIn(event.clipboardData?.getData("text") ?? "");
      if (reference === null) return;
      event.preventDefault();
      call.current(reference);
    }
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
}
