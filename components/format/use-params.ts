"use client";

import { useCallback } from "react";
import { placeName } from "@/lib/domain/map-peer";
import { type Format, useFormat } from "./use-format";

const LONG_MS = 10_000;

/** Parameters of a stored sentence as text. The end of a name is its unit: Ms, Ratio, Percent, Bytes, PerS, At. */
export function formattedParams(
  params: Readonly<Record<string, string | number>>,
  format: Format,
): Record<string, string | number> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, formatted(name, value, format)]));
}

function formatted(name: string, value: string | number, format: Format): string | number {
  if (/At$/.test(name) && typeof value === "string") {
    const at = new Date(value);
    return Number.isNaN(at.getTime()) ? value : format.time(at);
  }
  // What lies outside the catalogue is shown by its name alone.
  if (typeof value === "string") return placeName(value);
  if (/window|lag|onset|delay|duration|after\w*Start/i.test(name) && /Ms$/.test(name)) return format.duration(value);
  if (/Ms$/.test(name)) return value >= LONG_MS ? format.duration(value) : format.latency(value);
  if (/Ratio$/.test(name)) return format.percent(value);
  if (/bytes$/i.test(name)) return format.bytes(value);
  if (/PerS$/.test(name)) return format.perS(value);
  if (name === "confidence") return value.toFixed(2);
  // Small whole numbers stay numbers: plural rules need them.
  return Number.isInteger(value) && Math.abs(value) < 1_000 ? value : format.short(value);
}

export function useParams(): (params: Readonly<Record<string, string | number>>) => Record<string, string | number> {
  const format = useFormat();
  return useCallback((params) => formattedParams(params, format), [format]);
}
