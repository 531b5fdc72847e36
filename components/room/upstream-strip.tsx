"use client";

import { useTranslations } from "next-intl";
import type { RoomFrame } from "@/lib/contracts/room";
import { useFormat } from "../format/use-format";
import { Mark } from "../ui/mark";

const MINUTE_MS = 60_000;

/** Freshness of every upstream, and the one place where the time zone is printed. */
export function UpstreamStrip({ frame, nowMs }: { frame: RoomFrame | null; nowMs: number }) {
  const t = useTranslations("room.upstreams");
  const tUpstream = useTranslations("common.upstream");
  const tCommon = useTranslations("common");
  const format = useFormat();
  const ageText = (ms: number) =>
    ms < MINUTE_MS ? tCommon("unit.s", { value: format.short(ms / 1_000) }) : format.duration(ms);
  const silent = frame?.breakers.data?.filter(({ state }) => state === "unknown").length ?? 0;
  return (
    <footer className="flex items-center gap-4 overflow-hidden whitespace-nowrap border-line border-t bg-bg px-4 text-fg-3 text-xs max-md:hidden">
      <ul className="flex gap-4" aria-label={t("label")}>
        {(frame?.upstreams ?? []).map(({ upstream, state, lastOkMs, failingSinceMs, reason }) => (
          <li key={upstream} className="inline-flex items-center gap-[5px]">
            <Mark
              shape={state === "ok" ? "fine" : state === "stale" ? "watch" : "unknown"}
              label={t(`state.${state}`)}
              className="size-2"
            />
            <b className={state === "stale" ? "font-medium text-watch" : "font-medium text-fg-2"}>
              {tUpstream(upstream)}
            </b>
            {state === "ok" && lastOkMs !== null ? (
              ageText(Math.max(0, nowMs - lastOkMs))
            ) : state === "stale" && failingSinceMs !== null ? (
              <span className="text-watch">{t("stale", { time: format.time(failingSinceMs) })}</span>
            ) : (
              t(reason === "not_configured" ? "not_configured" : "unknown")
            )}
          </li>
        ))}
      </ul>
      <span className="flex-1" />
      {silent > 0 ? (
        <span className="inline-flex items-center gap-[5px]">
          <Mark shape="unknown" className="size-2" />
          {t("silent_breakers", { n: silent })}
        </span>
      ) : null}
      <span>
        {format.zone.name === "UTC"
          ? tCommon("timesInUtc")
          : tCommon("timesIn", { zone: format.zone.name, offset: format.zone.offset(nowMs) })}
      </span>
    </footer>
  );
}
