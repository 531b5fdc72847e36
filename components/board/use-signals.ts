"use client";

import { useEffect, useState } from "react";
import { boardSignalsSchema, MAX_SIGNAL_LINES, type SignalLine } from "@/lib/contracts/board";
import { readJson } from "../live/read-json";

const EVERY_MS = 15_000;
/** Some lines are being asked for: they come soon. */
const SOON_MS = 2_000;
/** Scrolling passes many rows; only those where it rests are asked for. */
const REST_MS = 250;

/** The failing signals of the open incidents in view. What was known of others is kept: it is shown again before it is newer. */
export function useSignals(ids: readonly string[]): ReadonlyMap<string, SignalLine> {
  const [lines, setLines] = useState<ReadonlyMap<string, SignalLine>>(new Map());
  const key = ids.slice(0, MAX_SIGNAL_LINES).join("&id=");
  useEffect(() => {
    if (key === "") return;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      let waitMs = EVERY_MS;
      try {
        if (!document.hidden) {
          const answer = await readJson(`/api/board/signals?id=${key}`, boardSignalsSchema, ending.signal);
          if (answer.lines.some(({ state }) => state === "asking")) waitMs = SOON_MS;
          setLines((known) => new Map([...known, ...answer.lines.map((line) => [line.id, line] as const)].slice(-500)));
        }
      } catch (error) {
        // The strip above the list says which upstream is silent; a line that was known stays with its time.
        if (!ending.signal.aborted) console.warn("signals could not be read", error);
      }
      if (!ending.signal.aborted) timer = setTimeout(ask, waitMs);
    };
    timer = setTimeout(ask, REST_MS);
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [key]);
  return lines;
}
