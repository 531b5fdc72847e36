"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import type { RoomFrame } from "@/lib/contracts/room";
import { ServiceMap } from "../charts/service-map";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { PanelHead } from "../ui/panel";
import { PanelState } from "./panel-state";
import { useMapBreakers } from "./use-map-breakers";

const Dialog = dynamic(() => import("../ui/dialog").then((module) => module.Dialog), { ssr: false });
const MapTable = dynamic(() => import("./map-table").then((module) => module.MapTable), { ssr: false });

/** Who calls whom, with the way of the trouble from the user to the first suspect. */
export const MapPanel = memo(function MapPanel(props: {
  readonly frame: RoomFrame | null;
  /** Where the top hypothesis says that it began. */
  readonly cause: string | null;
  /** The service that the room is narrowed to. */
  readonly picked: string | null;
  readonly onPick: (service: string | null) => void;
  readonly again: () => void;
}) {
  const t = useTranslations("map");
  const format = useFormat();
  const [shown, setShown] = useState<"table" | "large" | null>(null);
  const { frame, cause, picked, onPick } = props;
  const panel = frame?.map ?? null;
  const map = panel?.data ?? null;
  const breakers = useMapBreakers(frame);
  const span = map && { from: format.time(map.sample.fromMs), to: format.time(map.sample.toMs) };
  const meta =
    map && span && map.traces > 0
      ? t("meta", { sampled: String(map.isSampled), n: format.count(map.traces), ...span })
      : "";
  const drawing = (data: NonNullable<typeof map>) => (
    <ServiceMap
      map={data}
      cause={cause}
      breakers={breakers}
      picked={picked}
      onPick={(service) => onPick(service === picked ? null : service)}
      isStale={panel?.state !== "ok"}
    />
  );
  return (
    <section aria-labelledby="map-title" className="flex min-h-0 min-w-0 flex-col max-md:min-h-80">
      <PanelHead id="map-title" title={t("title")} meta={meta}>
        <Button tone="ghost" size="sm" disabled={map === null} onClick={() => setShown("table")}>
          {t("table")}
        </Button>
        <Button tone="ghost" size="sm" disabled={map === null} onClick={() => setShown("large")}>
          {t("enlarge")}
        </Button>
      </PanelHead>
      <PanelState panel={panel} source="jaeger" again={props.again} />
      {frame === null ? <p className="px-3 pb-3 text-fg-3">{t("loading")}</p> : null}
      {map && span && map.edges.length === 0 ? (
        <p className="px-3 pb-3 text-fg-3">{t("empty", { service: map.anchor, ...span })}</p>
      ) : map ? (
        drawing(map)
      ) : null}
      {map && shown === "table" ? <MapTable map={map} onClose={() => setShown(null)} /> : null}
      {map && shown === "large" ? (
        <Dialog
          open
          onOpenChange={(open) => !open && setShown(null)}
          title={t("title")}
          description={[meta, t("keys"), ...(map.leftOut > 0 ? [t("left_out", { n: map.leftOut })] : [])].join(". ")}
          className="w-[calc(100vw-48px)] [&>div]:flex"
        >
          <div className="flex h-[calc(100dvh-140px)] min-w-0 flex-1 p-2">{drawing(map)}</div>
        </Dialog>
      ) : null}
    </section>
  );
});
