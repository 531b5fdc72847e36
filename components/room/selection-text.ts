"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { RoomFrame } from "@/lib/contracts/room";
import { requestsIn } from "@/lib/domain/heat-region";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import { useFormat } from "../format/use-format";
import { useRangeText } from "./range-text";

/** A selection in words: `short` is its weight, null when nothing of it is in view; `full` names its time and latency too. */
export function useSelectionText({ grid, latency }: Pick<RoomFrame, "grid" | "latency">): (
  selection: HeatSelection,
) => {
  readonly short: string | null;
  readonly full: string;
} {
  const t = useTranslations("heatmap");
  const format = useFormat();
  const rangeText = useRangeText();
  return useCallback(
    (selection) => {
      const { n, total } = latency.data ? requestsIn(selection, grid, latency.data) : { n: 0, total: 0 };
      const highS = selection.maxMs === null ? null : selection.maxMs / 1_000;
      const what = {
        from: format.time(selection.fromMs),
        to: format.time(selection.toMs),
        range: rangeText({ lowS: selection.minMs / 1_000, highS }),
      };
      if (total === 0) return { short: null, full: t("selected_empty", what) };
      const weight = { n: format.count(n), total: format.count(total), share: format.percent(n / total) };
      return { short: t("weight", weight), full: t("selected", { ...what, ...weight }) };
    },
    [grid, latency, t, format, rangeText],
  );
}
