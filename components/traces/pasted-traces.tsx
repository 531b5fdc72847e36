"use client";

import { useRouter } from "next/navigation";
import { tracePath } from "./trace-link";
import { usePastedTrace } from "./use-pasted-trace";

/** On every page: a pasted trace id leads to its trace, unless the page itself shows it in place. */
export function PastedTraces() {
  const router = useRouter();
  usePastedTrace(({ traceId, spanId }) => router.push(tracePath(traceId, spanId)));
  return null;
}
