"use client";

import { useCallback, useEffect, useState } from "react";
import { traceAnswerSchema, traceOfWire } from "@/lib/contracts/trace";
import type { Trace } from "@/lib/domain/trace";
import { type TraceOutline, traceOutlineOf } from "@/lib/domain/trace-outline";

export type LoadedTrace = {
  readonly trace: Trace;
  readonly outline: TraceOutline;
  /** What the trace store was asked. */
  readonly query: string;
  /** More than the trace has here when it was cut. */
  readonly spansTotal: number;
};

export type TraceState =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly loaded: LoadedTrace }
  /** `code` of the API, or "network"; `reason` says why the trace store gave no answer. */
  | { readonly state: "failed"; readonly code: string; readonly reason: string | null };

/** One whole trace by its id in any spelling. */
export function useTrace(traceId: string): { readonly trace: TraceState; readonly again: () => void } {
  const [round, setRound] = useState(0);
  const [trace, setTrace] = useState<TraceState>({ state: "loading" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    const stop = new AbortController();
    setTrace({ state: "loading" });
    loadTrace(traceId, stop.signal).then(
      (loaded) => {
        if (!stop.signal.aborted) setTrace(loaded);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        console.error(error);
        setTrace({ state: "failed", code: "network", reason: null });
      },
    );
    return () => stop.abort();
  }, [traceId, round]);
  return { trace, again: useCallback(() => setRound((before) => before + 1), []) };
}

async function loadTrace(traceId: string, signal: AbortSignal): Promise<TraceState> {
  const response = await fetch(`/api/traces/${encodeURIComponent(traceId)}`, { signal });
  const body: unknown = await response.json();
  if (!response.ok) return { state: "failed", ...failureOf(body) };
  const answer = traceAnswerSchema.parse(body);
  const trace = traceOfWire(answer.trace);
  const { query } = answer.source;
  return { state: "ready", loaded: { trace, outline: traceOutlineOf(trace), query, spansTotal: answer.spansTotal } };
}

function failureOf(body: unknown): { readonly code: string; readonly reason: string | null } {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  const reason = isObject(body) && typeof body.reason === "string" ? body.reason : null;
  return { code: typeof error.code === "string" ? error.code : "network", reason };
}
