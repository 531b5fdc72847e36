"use client";

import { useTranslations } from "next-intl";
import type { BreakerCell, GuardsPanel } from "@/lib/contracts/breakers";
import { useFormat } from "../../format/use-format";

/** A breaker in words. */
export function useBreakerText() {
  const t = useTranslations("breakers");
  const format = useFormat();

  const words = ({ state, mode, pods, podsOpen, podsHalfOpen, unknownReason }: BreakerCell): string => {
    if (mode !== null) return t(`mode.${mode}`);
    if (state === "open") return t("open", { open: podsOpen, pods });
    if (state === "half_open") return t("half_open", { trying: podsHalfOpen, pods });
    if (state === "unknown") return t(unknownReason === "series_went_away" ? "no_data" : "cannot_tell");
    return t("closed");
  };
  const since = ({ openSinceMs, wasOpenBefore }: BreakerCell): string | null => {
    if (openSinceMs === null) return null;
    return wasOpenBefore
      ? t("since_before", { time: format.time(openSinceMs) })
      : t("since", { time: format.time(openSinceMs) });
  };
  const probe = (cell: BreakerCell): string | null => {
    if (cell.lastProbeMs !== null) return t("probe", { time: format.time(cell.lastProbeMs) });
    if (cell.state !== "open" || cell.mode !== null) return null;
    return cell.openSinceMs === null || cell.wasOpenBefore
      ? t("no_probe_before")
      : t("no_probe", { time: format.time(cell.openSinceMs) });
  };
  return {
    words,
    since,
    probe,
    /** Name of the cell for tip and screen reader. */
    summary: (cell: BreakerCell): string =>
      [
        `${cell.caller} → ${cell.callee}: ${words(cell)}`,
        since(cell),
        cell.state === "open" ? probe(cell) : null,
        cell.flaps > 0 ? t("flaps", { n: cell.flaps }) : null,
        cell.state === "unknown" && cell.unknownReason !== null ? t(`reason.${cell.unknownReason}`) : null,
      ]
        .filter((part) => part !== null)
        .join(", "),
    /** Why a service is in its state. */
    because: ({ probe: found, up, targets, breakers }: GuardsPanel["health"][number]): string =>
      [
        found === "unknown" || up === null || targets === null
          ? t("health.no_probe")
          : t("health.probe", { up, targets }),
        ...breakers.map(({ caller, callee, state }) =>
          t("health.breaker", { caller, callee, state: t(`state.${state}`) }),
        ),
      ].join(", "),
  };
}
