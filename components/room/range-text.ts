"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { AxisRow } from "@/lib/domain/heatmap";
import { useFormat } from "../format/use-format";

/** The bounds of a row or of some neighbours in words: 300 ms – 500 ms, above 2.5 s, at most 0 ms. */
export function useRangeText(): (row: Pick<AxisRow, "lowS" | "highS">) => string {
  const t = useTranslations("heatmap.range");
  const { latency } = useFormat();
  return useCallback(
    ({ lowS, highS }) => {
      const low = lowS === null ? null : latency(lowS * 1_000);
      const high = highS === null ? null : latency(highS * 1_000);
      if (low === null) return high === null ? t("all") : t("at_most", { high });
      return high === null ? t("above", { low }) : t("between", { low, high });
    },
    [t, latency],
  );
}
