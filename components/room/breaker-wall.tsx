"use client";

import { Download } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { memo, useCallback, useMemo, useState } from "react";
import type { BreakerCell } from "@/lib/contracts/breakers";
import type { RoomFrame } from "@/lib/contracts/room";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { PanelHead } from "../ui/panel";
import { Tooltip } from "../ui/tooltip";
import { BreakerGrid } from "./breakers/breaker-grid";
import { OtherSignals } from "./breakers/other-signals";
import { isQuiet, keyOf, wallOf } from "./breakers/wall-model";
import { PanelState } from "./panel-state";

const BreakerDetails = dynamic(() => import("./breakers/breaker-details").then((module) => module.BreakerDetails), {
  ssr: false,
});
const BreakerList = dynamic(() => import("./breakers/breaker-list").then((module) => module.BreakerList));

/** What guards calls between services: breakers by caller and callee, and the signals that are none. */
export const BreakerWall = memo(function BreakerWall(props: {
  readonly frame: RoomFrame | null;
  readonly again: () => void;
}) {
  const t = useTranslations("breakers");
  const format = useFormat();
  const { frame, again } = props;
  const [opened, setOpened] = useState<{ readonly key: string; readonly anchor: HTMLElement } | null>(null);
  const panel = frame?.breakers ?? null;
  // That Prometheus is silent is said once, above the signals; here only of when this picture is.
  const asOfMs = panel?.state === "stale" ? panel.atMs : null;
  const cells = panel?.data ?? [];
  const wall = useMemo(() => wallOf(cells), [cells]);
  const guards = frame?.guards.data ?? null;
  const isStale = panel?.state !== "ok";
  // Nothing was ever heard: that is not the same as no breakers, and said above.
  const isUnanswered = panel !== null && panel.data === null;
  const loud = cells.filter((cell) => !isQuiet(cell)).length;
  const openedCell = opened === null ? null : (cells.find((cell) => keyOf(cell) === opened.key) ?? null);
  const pick = useCallback((cell: BreakerCell, anchor: HTMLElement) => {
    setOpened((before) => (before?.key === keyOf(cell) ? null : { key: keyOf(cell), anchor }));
  }, []);
  const meta =
    asOfMs !== null
      ? t("as_of", { time: format.time(asOfMs) })
      : wall.form === "grid"
        ? t("meta")
        : t("meta_list", { loud, n: cells.length });
  return (
    <section aria-labelledby="breakers-title" className="flex min-h-0 min-w-0 flex-col">
      <PanelHead id="breakers-title" title={t("title")} meta={meta}>
        {frame === null || cells.length === 0 ? null : (
          <Tooltip text={t("download")}>
            <Button tone="ghost" size="icon" asChild>
              <a href={`/api/incidents/${frame.incidentId}/breakers?download`} download aria-label={t("download")}>
                <Download aria-hidden />
              </a>
            </Button>
          </Tooltip>
        )}
      </PanelHead>
      {panel?.state === "stale" ? null : <PanelState panel={panel} source="prometheus" again={again} />}
      <div className="min-h-0 overflow-auto px-3 pb-2">
        {isUnanswered ? null : cells.length === 0 ? (
          <p className="pb-1 text-fg-3">{frame === null ? t("loading") : t("empty")}</p>
        ) : wall.form === "grid" ? (
          <BreakerGrid wall={wall} cells={cells} isStale={isStale} opened={opened?.key ?? null} onPick={pick} />
        ) : (
          <BreakerList cells={cells} isStale={isStale} onPick={pick} />
        )}
        {guards === null ? null : <OtherSignals guards={guards} />}
      </div>
      {frame !== null && opened !== null && openedCell !== null ? (
        <BreakerDetails
          key={opened.key}
          incidentId={frame.incidentId}
          cell={openedCell}
          anchor={opened.anchor}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </section>
  );
});
