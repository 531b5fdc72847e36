"use client";

import { useTranslations } from "next-intl";
import type { MapData } from "@/lib/contracts/service-map";
import { placeName } from "@/lib/domain/map-peer";
import { troubleOf } from "@/lib/domain/map-trouble";
import type { Figures } from "@/lib/domain/service-map";
import { useFormat } from "../format/use-format";
import { Dialog } from "../ui/dialog";

const HEADS = ["caller", "callee", "state", "n", "rate", "errors", "errors_was", "p95", "p95_was", "failing"] as const;

/** The table behind the map: one row per call, busiest first, and where its figures come from. */
export function MapTable({ map, onClose }: { map: MapData; onClose: () => void }) {
  const t = useTranslations("map.calls");
  const tMap = useTranslations("map");
  const format = useFormat();
  const errors = (figures: Figures | null) =>
    figures === null || figures.n === 0 ? "–" : format.percent(figures.failed / figures.n);
  const p95 = (figures: Figures | null) => (figures?.p95Ms == null ? "–" : format.latency(figures.p95Ms));
  const span = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => ({
    from: format.time(fromMs),
    to: format.time(toMs),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={[
        t("description", {
          sampled: String(map.isSampled),
          n: map.traces,
          service: map.anchor,
          ...span(map.sample),
          before: map.before === null ? t("no_before") : t("before", { n: map.before.traces, ...span(map.before) }),
        }),
        map.anchorPerS === null
          ? t("no_rate", { service: map.anchor })
          : t("rate_from", { service: map.anchor, rate: format.perS(map.anchorPerS) }),
      ].join(" ")}
      className="w-[960px]"
    >
      <table className="w-full text-xs">
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th
                key={head}
                scope="col"
                className="sticky top-0 bg-overlay px-2 py-1 text-right font-medium text-fg-3 first:pl-5 last:pr-5 [&:nth-child(-n+3)]:text-left"
              >
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {map.edges.map((edge) => (
            <tr
              key={`${edge.caller} ${edge.callee}`}
              className="border-line border-t [&>*]:px-2 [&>*]:py-0.5 [&>*]:text-right [&>:first-child]:pl-5 [&>:last-child]:pr-5 [&>:nth-child(-n+3)]:text-left"
            >
              <th scope="row" className="font-normal">
                {placeName(edge.caller)}
              </th>
              <td>{placeName(edge.callee)}</td>
              <td className="text-fg-2">{tMap(`trouble_${troubleOf(edge.now, edge.was)}`)}</td>
              <td>{format.count(edge.now.n)}</td>
              <td>{edge.perS === null || edge.now.n === 0 ? "–" : format.perS(edge.perS)}</td>
              <td>{errors(edge.now)}</td>
              <td className="text-fg-3">{errors(edge.was)}</td>
              <td>{p95(edge.now)}</td>
              <td className="text-fg-3">{p95(edge.was)}</td>
              <td>{edge.failingRatio === 0 ? "–" : format.percent(edge.failingRatio)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
