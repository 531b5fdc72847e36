"use client";

import { useTranslations } from "next-intl";
import type { RoomFrame } from "@/lib/contracts/room";
import type { ShadeMode } from "@/lib/domain/heat-shades";
import { labelledBounds, latencyY } from "../charts/heat-scale";
import { ticksOf, timeAxisOf, xOf } from "../charts/time-axis";
import { useFormat } from "../format/use-format";
import type { ChartMarker } from "./chart-markers";
import type { HeatView } from "./heat-view";
import { saveText } from "./save-text";

const TICK_GAP = 0.05;

/** Saves the heat map as it is shown, in the reader's language and zone, as one SVG file. */
export function useSaveHeatmap(): (input: {
  readonly frame: RoomFrame;
  readonly view: HeatView;
  readonly mode: ShadeMode;
  readonly markers: readonly ChartMarker[];
}) => Promise<void> {
  const t = useTranslations("heatmap");
  const tMarker = useTranslations("room.marker");
  const format = useFormat();
  return async ({ frame, view, mode, markers }) => {
    const { heatmapSvg } = await import("@/lib/domain/heatmap-svg");
    const { grid } = frame;
    const axis = timeAxisOf(grid);
    const { rows } = view.cells;
    const objective = latencyY(rows, frame.objectiveMs / 1_000);
    const isAgainst = mode === "baseline" && view.baseline !== null;
    const { max } = view.picture.shades;
    const svg = heatmapSvg({
      title: t("svg.title", { service: frame.service }),
      about: [
        t("svg.about", {
          from: format.dateTime(axis.startMs),
          to: format.dateTime(axis.endMs),
          zone: `${format.zone.name}, ${format.zone.offset(axis.endMs)}`,
          step: format.duration(grid.stepMs * view.cells.columnsPerCell),
          mode: t(`mode.${mode}`),
        }),
        ...(frame.latency.query === null ? [] : [frame.latency.query]),
      ],
      cells: view.cells,
      shades: view.picture.shades,
      timeTicks: ticksOf(axis, 12).map((atMs) => ({ at: xOf(axis, atMs), label: format.minute(atMs) })),
      latencyTicks: labelledBounds(rows, { gap: TICK_GAP, firstS: frame.objectiveMs / 1_000 }).map(
        ({ seconds, y }) => ({
          at: y,
          label: format.latency(seconds * 1_000),
        }),
      ),
      objective:
        objective === null
          ? null
          : { at: objective, label: t("svg.objective", { objective: format.latency(frame.objectiveMs) }) },
      markers: markers.map(({ atMs, label, nameKey, params }) => ({
        at: xOf(axis, atMs),
        label: label ?? tMarker(nameKey, params),
      })),
      legend: {
        low: mode === "rank" ? t("legend.few") : isAgainst ? t("legend.usual") : "1",
        high: isAgainst
          ? t("legend.above", { share: format.percent(max) })
          : t(mode === "rank" ? "legend.many" : "legend.requests", { n: format.count(max) }),
        gap: t("svg.gap"),
        usual: isAgainst ? t("legend.usual") : null,
      },
    });
    saveText(
      `latency-${frame.service}-${new Date(grid.toMs).toISOString().replaceAll(":", "")}.svg`,
      svg,
      "image/svg+xml",
    );
  };
}
