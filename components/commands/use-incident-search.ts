"use client";

import { useEffect, useState } from "react";
import { incidentPageSchema } from "@/lib/contracts/board";
import type { IncidentWire } from "@/lib/contracts/incident";
import { readJson } from "../live/read-json";

const QUIET_MS = 150;
const LIMIT = 8;

export type Found = {
  readonly state: "idle" | "searching" | "found" | "failed";
  readonly incidents: readonly IncidentWire[];
  readonly total: number;
};
const NOTHING: Found = { state: "idle", incidents: [], total: 0 };

/** Incidents by number or title, asked for once the typing rests. What was found stays until the next answer. */
export function useIncidentSearch(text: string): Found {
  const wanted = text.trim().replace(/^#/, "");
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    if (wanted === "") return setFound(NOTHING);
    const asking = new AbortController();
    setFound((before) => ({ ...before, state: "searching" }));
    const timer = setTimeout(() => {
      const query = new URLSearchParams({ search: wanted, limit: String(LIMIT) });
      read(`/api/incidents?${query}`, asking.signal).then(setFound, () => {
        if (!asking.signal.aborted) setFound({ ...NOTHING, state: "failed" });
      });
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [wanted]);
  return found;
}

async function read(path: string, signal: AbortSignal): Promise<Found> {
  const { incidents, total } = await readJson(path, incidentPageSchema, signal);
  return { state: "found", incidents, total };
}
