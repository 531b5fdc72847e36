"use client";

import { useTranslations } from "next-intl";
import type { RoomFrame } from "@/lib/contracts/room";
import { latencyAxisOf } from "@/lib/domain/heatmap";
import { columnTimeMs, timeAxisOf } from "../charts/time-axis";
import { useFormat } from "../format/use-format";
import { useRangeText } from "./range-text";

export const MAX_TABLE_COLUMNS = 30;
export const MAX_TABLE_BANDS = 24;

/** The heat map in numbers: a row per step, newest first, a column per latency band that holds requests. It says what it leaves out. */
export function HeatTable({ frame }: { readonly frame: RoomFrame }) {
  const t = useTranslations("heatmap.table");
  const format = useFormat();
  const rangeText = useRangeText();
  const histogram = frame.latency.data;
  if (histogram === null || histogram.boundsS.length === 0) return <p className="px-5 py-3 text-fg-3">{t("none")}</p>;
  const axis = timeAxisOf(frame.grid);
  const columns = histogram.columns
    .map((counts, column) => ({ counts, column }))
    .slice(-MAX_TABLE_COLUMNS)
    .reverse();
  const filled = latencyAxisOf(histogram.boundsS)
    .map((bounds, row) => ({ bounds, row, n: columns.reduce((sum, { counts }) => sum + (counts?.[row] ?? 0), 0) }))
    .filter(({ n }) => n > 0);
  const kept = new Set([...filled].sort((a, b) => b.n - a.n).slice(0, MAX_TABLE_BANDS));
  const bands = filled.filter((band) => kept.has(band));
  const left = filled.filter((band) => !kept.has(band)).reduce((sum, { n }) => sum + n, 0);
  return (
    <table className="w-full text-xs" data-testid="heat-table">
      <caption className="px-5 py-2 text-left text-fg-2">
        {t("caption", { columns: columns.length, columnsTotal: histogram.columns.length, bands: bands.length })}
        {left > 0 ? ` ${t("left_out", { bands: filled.length - bands.length, n: format.count(left) })}` : ""}
      </caption>
      <thead>
        <tr className="[&>th]:whitespace-nowrap [&>th]:px-2 [&>th]:py-1 [&>th]:text-right [&>th]:font-medium [&>th]:text-fg-3">
          <th scope="col" className="pl-5!">
            {t("time")}
          </th>
          {bands.map(({ bounds, row }) => (
            <th key={row} scope="col">
              {rangeText(bounds)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {columns.map(({ counts, column }) => (
          <tr key={column} className="border-line border-t [&>*]:px-2 [&>*]:py-0.5 [&>*]:text-right">
            <th scope="row" className="pl-5! font-normal text-fg-2">
              {format.time(columnTimeMs(axis, column))}
            </th>
            {counts === null ? (
              <td colSpan={bands.length} className="text-fg-3">
                {t("gap")}
              </td>
            ) : (
              bands.map(({ row }) => <td key={row}>{format.count(counts[row] ?? 0)}</td>)
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
