"use client";

import { useTranslations } from "next-intl";
import { cellColumnOf } from "@/lib/domain/heat-cells";
import { columnShareOf } from "@/lib/domain/heatmap";
import { useFormat } from "../format/use-format";
import type { HeatView } from "./heat-view";
import { useRangeText } from "./range-text";

/** A cell in words: its true bounds, its requests, its share of the column and what is usual there. */
export type CellText = { readonly range: string; readonly count: string; readonly share: string };

/** Words for the cell at a column of the answer and a row of the axis; null where there is no cell. */
export function useCellText(): (
  heat: HeatView,
  at: { readonly column: number; readonly row: number | null },
) => CellText | null {
  const t = useTranslations("room.cross");
  const tHeat = useTranslations("heatmap");
  const format = useFormat();
  const rangeText = useRangeText();
  return ({ cells, baseline }, { column, row }) => {
    const bounds = row === null ? undefined : cells.rows[row];
    if (row === null || bounds === undefined) return null;
    const range = rangeText(bounds);
    const counts = cells.columns[cellColumnOf(cells, column)] ?? null;
    if (counts === null) return { range, count: t("gap"), share: "" };
    const total = counts.reduce((sum, count) => sum + count, 0);
    const share = columnShareOf(counts, row);
    const usual = baseline?.shares[row];
    return {
      range,
      count: t("count", { count: format.count(counts[row] ?? 0), total: format.count(total) }),
      share:
        share === null
          ? t("empty")
          : usual === undefined
            ? t("share", { share: format.percent(share) })
            : tHeat("share_was", { share: format.percent(share), was: format.percent(usual) }),
    };
  };
}
