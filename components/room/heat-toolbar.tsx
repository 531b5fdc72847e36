"use client";

import { useTranslations } from "next-intl";
import type { RoomFrame } from "@/lib/contracts/room";
import { SHADE_MODES, type ShadeMode } from "@/lib/domain/heat-shades";
import { PERCENTILES, type Percentile } from "@/lib/domain/room-view";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Segmented } from "../ui/segmented";
import type { HeatView } from "./heat-view";

/** How the heat map is coloured and what lies on it, what a shade means, what was merged, and what is selected. */
export function HeatToolbar(props: {
  readonly frame: RoomFrame;
  readonly view: HeatView | null;
  readonly mode: ShadeMode;
  readonly onMode: (mode: ShadeMode) => void;
  readonly lines: readonly Percentile[];
  readonly onLines: (lines: readonly Percentile[]) => void;
  /** What is selected, for those who do not see it. */
  readonly selectionText: string | null;
  readonly onSave: () => void;
}) {
  const t = useTranslations("heatmap");
  const { frame, view, mode, lines } = props;
  const lock = frame.baseline?.buckets ? undefined : t("no_baseline");
  return (
    <div className="flex min-h-[26px] min-w-0 shrink-0 items-center gap-x-2 px-3 text-2xs text-fg-3 max-md:flex-wrap max-md:py-1">
      <Legend view={view} mode={mode} />
      <Notes view={view} />
      <p aria-live="polite" className="sr-only">
        {props.selectionText}
      </p>
      <span className="flex-1" />
      <Segmented
        label={t("shade")}
        value={mode}
        options={SHADE_MODES.map((value) => ({
          value,
          label: t(`mode.${value}`),
          ...(value === "baseline" && lock !== undefined ? { lock } : {}),
        }))}
        onChange={props.onMode}
      />
      <fieldset className="flex gap-0.5">
        <legend className="sr-only">{t("lines")}</legend>
        {PERCENTILES.map((key) => (
          <Button
            key={key}
            tone="ghost"
            size="sm"
            aria-pressed={lines.includes(key)}
            disabled={frame.signals.data === null}
            onClick={() => props.onLines(PERCENTILES.filter((line) => lines.includes(line) !== (line === key)))}
            className="px-1.5 aria-pressed:bg-hover aria-pressed:text-fg"
          >
            {key}
          </Button>
        ))}
      </fieldset>
      <Button tone="ghost" size="sm" disabled={view === null} onClick={props.onSave} title={t("save_title")}>
        {t("save")}
      </Button>
    </div>
  );
}

function Legend({ view, mode }: { view: HeatView | null; mode: ShadeMode }) {
  const t = useTranslations("heatmap.legend");
  const format = useFormat();
  if (view === null || view.picture.shades.max === 0) {
    return <span>{view !== null && mode === "baseline" ? t("nothing_new") : null}</span>;
  }
  const { max } = view.picture.shades;
  const isAgainst = mode === "baseline" && view.baseline !== null;
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5" title={isAgainst ? t("above_title") : undefined}>
      {isAgainst ? (
        <>
          <i className="h-2 w-2.5 rounded-1 bg-line" />
          {t("usual")}
        </>
      ) : mode === "rank" ? (
        t("few")
      ) : (
        "1"
      )}
      <span className="inline-flex h-2 overflow-hidden rounded-1" aria-hidden>
        {Array.from({ length: 9 }, (_, stop) => `var(--heat-${stop})`).map((color) => (
          <i key={color} className="h-2 w-[7px]" style={{ background: color }} />
        ))}
      </span>
      {isAgainst
        ? t("above", { share: format.percent(max) })
        : mode === "rank"
          ? t("many", { n: format.count(max) })
          : t("requests", { n: format.count(max) })}
    </span>
  );
}

/** What the picture is not: merged cells and half-filled ones are said, never silent. */
function Notes({ view }: { view: HeatView | null }) {
  const t = useTranslations("heatmap");
  if (view === null) return null;
  const { columnsPerCell, rowsPerCell, partialColumns } = view.cells;
  const notes = [
    ...(columnsPerCell > 1 ? [t("columns_per_cell", { n: columnsPerCell })] : []),
    ...(rowsPerCell > 1 ? [t("rows_per_cell", { n: rowsPerCell })] : []),
    ...(partialColumns > 0 ? [t("partial", { n: partialColumns })] : []),
  ];
  return notes.length === 0 ? null : <span className="shrink-0">{notes.join(", ")}</span>;
}
