"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { type SelectedTraces, selectedTracesSchema } from "@/lib/contracts/selected-traces";
import { type TraceCohorts, traceCohortsSchema } from "@/lib/contracts/trace-cohorts";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import { readJson } from "../live/read-json";

const MOVING_MS = 30_000;
const AGAIN_MS = 10_000;

type Answer<T> = { readonly data: T | undefined; readonly isFailed: boolean; readonly again: () => void };

/** Traces of a rectangle; asked for again while it touches the present. */
export function useSelectedTraces(input: {
  readonly incidentId: string;
  readonly service: string | null;
  readonly selection: HeatSelection;
}): Answer<SelectedTraces> {
  const { incidentId, service, selection } = input;
  const { fromMs, toMs, minMs, maxMs } = selection;
  const query = new URLSearchParams({ from: String(fromMs), to: String(toMs), min: String(minMs) });
  if (maxMs !== null) query.set("max", String(maxMs));
  if (service !== null) query.set("service", service);
  const path = `/api/incidents/${incidentId}/traces?${query}`;
  const isMoving = () => toMs > Date.now() - MOVING_MS;
  return useAnswer(path, selectedTracesSchema, () => (isMoving() ? AGAIN_MS : false));
}

/** Cohorts of traces, as long as somebody looks at them. */
export function useTraceCohorts(input: {
  readonly incidentId: string;
  readonly service: string | null;
  readonly by: TraceCohorts["by"];
  readonly rangeMin: number;
  /** A stretch that stands still; null follows now over `rangeMin`. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
}): Answer<TraceCohorts> {
  const { incidentId, service, by, rangeMin, span } = input;
  const query = new URLSearchParams({ by, rangeMin: String(rangeMin) });
  if (span !== null) {
    query.set("from", String(span.fromMs));
    query.set("to", String(span.toMs));
  }
  if (service !== null) query.set("service", service);
  return useAnswer(`/api/incidents/${incidentId}/traces/compare?${query}`, traceCohortsSchema, () => AGAIN_MS);
}

function useAnswer<S extends z.core.$ZodType>(
  path: string,
  schema: S,
  everyMs: () => number | false,
): Answer<z.output<S>> {
  const { data, isError, refetch } = useQuery<z.output<S>>({
    queryKey: [path],
    queryFn: ({ signal }) => readJson(path, schema, signal),
    placeholderData: keepPreviousData,
    retry: false,
    refetchInterval: everyMs,
  });
  return { data, isFailed: isError, again: () => void refetch() };
}
