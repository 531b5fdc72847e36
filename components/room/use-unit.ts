"use client";

import { useFormat } from "../format/use-format";
import type { StripSpec } from "./signals-view";

/** How a strip writes its values. */
export function useUnit(unit: StripSpec["unit"]): (value: number) => string {
  const format = useFormat();
  switch (unit) {
    case "latency":
      return format.latency;
    case "ratio":
      return format.percent;
    case "perS":
      return format.perS;
    default:
      return unit satisfies never;
  }
}
