"use client";

import { useTranslations } from "next-intl";
import { memo, useMemo } from "react";
import type { RoomFrame } from "@/lib/contracts/room";
import { SparkPlot } from "../charts/spark-plot";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { bandOfRow, drawnLimit, type RuntimeRow, runtimeViewOf } from "./runtime-view";
import { valueAt } from "./signals-view";
import { useRuntimeText } from "./use-runtime-text";

/** From this share on a pod is nearly out of something: said in words and red. */
const NEARLY_FULL = 0.9;

/** What the processes use, as small multiples on the axis of the signals above. A figure without series is named, not drawn. */
export const RuntimeStrips = memo(function RuntimeStrips(props: {
  readonly frame: RoomFrame;
  readonly columns: number;
  readonly column: number | null;
  readonly plotClass: string;
}) {
  const t = useTranslations("runtime.figures");
  const { frame } = props;
  const { rows, missing, pods } = useMemo(() => runtimeViewOf(frame), [frame]);
  return (
    <div className="col-span-3 col-start-1 row-start-6 grid grid-cols-subgrid" data-testid="runtime">
      <p className="col-span-3 flex h-[17px] items-center gap-2 truncate border-line border-t pr-3 pl-3 text-2xs text-fg-3">
        <b className="font-semibold text-fg-2 text-xs">{t("title")}</b>
        {pods === null ? null : <span>{t("pods", { n: pods })}</span>}
        {missing.length === 0 ? null : (
          <span className="truncate">{t("missing", { names: missing.map((id) => t(`name.${id}`)).join(", ") })}</span>
        )}
      </p>
      {rows.map((row) => (
        <Row key={row.id} row={row} column={props.column} plotClass={props.plotClass}>
          <SparkPlot columns={props.columns} values={row.values} limit={drawnLimit(row)} band={bandOfRow(row)} />
        </Row>
      ))}
    </div>
  );
});

function Row(props: {
  readonly row: RuntimeRow;
  readonly column: number | null;
  readonly plotClass: string;
  readonly children: React.ReactNode;
}) {
  const t = useTranslations("runtime.figures");
  const format = useFormat();
  const write = useRuntimeText();
  const { row, column } = props;
  const now = valueAt(row.values, column);
  const max = row.max === null ? null : valueAt(row.max, column);
  const fullest = row.fullest === null ? null : valueAt(row.fullest, column);
  const isFull = fullest !== null && fullest >= NEARLY_FULL;
  const height = row.id === "goroutines" ? "h-[29px]" : "h-[19px]";
  const name = t(`name.${row.id}`);
  const before = [
    ...(row.was === null ? [] : [t("was", { was: write(row.id, row.was) })]),
    ...(row.earlier === null ? [] : [t("then", { value: writeOr(valueAt(row.earlier, column)) })]),
  ];
  const growth = row.perMin === null ? [] : [t("growth", { rate: signed(row.perMin) })];
  const notes = [
    ...before,
    ...growth,
    ...(max === null ? [] : [t("of", { max: write(row.id, max) })]),
    ...(fullest === null ? [] : [t("fullest", { share: format.percent(fullest) })]),
  ];

  function writeOr(value: number | null): string {
    return value === null ? "–" : write(row.id, value);
  }
  function signed(value: number): string {
    return `${value > 0 ? "+" : ""}${format.short(Math.abs(value) < 0.05 ? 0 : value)}`;
  }

  return (
    <>
      <div className={cn("col-start-1 truncate pr-1 pl-3 text-fg-2 text-xs leading-[19px]", height)} title={name}>
        {name}
      </div>
      <div className={cn(props.plotClass, "col-start-2 border-t-0", height)}>{props.children}</div>
      <div
        className={cn("gutter col-start-3 truncate pr-1 pl-2.5 text-xs leading-[19px]", height)}
        title={notes.join(", ")}
      >
        {now === null ? (
          <span className="text-fg-3">{t("no_data")}</span>
        ) : (
          <b className={cn("font-semibold", isFull && "text-act")}>{write(row.id, now)}</b>
        )}
        {row.id === "goroutines" ? (
          <>
            <small className="ml-1 text-2xs text-fg-3">{growth}</small>
            <small className="-mt-1.5 block text-2xs text-fg-3 leading-3">
              {before.length === 0 ? t("no_baseline") : before.join(", ")}
            </small>
          </>
        ) : (
          <small className={cn("ml-1 text-2xs", isFull ? "text-act" : "text-fg-3")}>
            {isFull ? t("fullest", { share: format.percent(fullest) }) : shortNote()}
          </small>
        )}
        <span className="sr-only">{notes.join(", ")}</span>
      </div>
    </>
  );

  /** What fits: of how many, else what it was. */
  function shortNote(): string {
    if (max !== null && (row.id === "pool" || row.was === null)) return t("of", { max: write(row.id, max) });
    return row.was === null ? "" : t("was", { was: withoutSameUnit(write(row.id, row.was), writeOr(now)) });
  }
}

/** "742" beside "798 kB/s": a unit is said once. Units are glued to their number by a gap that does not break. */
function withoutSameUnit(text: string, beside: string): string {
  const [figure = "", unit] = text.split("\u00a0");
  return unit !== undefined && unit === beside.split("\u00a0")[1] ? figure : text;
}
