"use client";

import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import type { RoomFrame, TraceRow } from "@/lib/contracts/room";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { PanelHead } from "../ui/panel";
import { Tab, TabList, TabPanel, Tabs } from "../ui/tabs";
import { Tooltip } from "../ui/tooltip";
import { PanelState } from "./panel-state";

const SHOWN = 6;
const INKS = ["bg-fg-2", "bg-chart-2", "bg-chart-3", "bg-fg-4", "bg-fg-4"] as const;

/** Slow or failed traces as bars of self time: where each request spent its time, not how long its spans were open. */
export const TracesPanel = memo(function TracesPanel({ frame, again }: { frame: RoomFrame | null; again: () => void }) {
  const t = useTranslations("room.traces");
  const [tab, setTab] = useState<"slow" | "failed">("slow");
  const panel = tab === "slow" ? frame?.slowTraces : frame?.failedTraces;
  const rows = (panel?.data?.rows ?? []).slice(0, SHOWN);
  const longestMs = Math.max(1, ...rows.map(({ durationMs }) => durationMs));
  const operations = operationsOf(rows);
  return (
    <section aria-labelledby="traces-title" className="flex min-w-0 flex-col">
      <Tabs
        value={tab}
        onValueChange={(value) => setTab(value === "failed" ? "failed" : "slow")}
        className="flex min-h-0 flex-col"
      >
        <PanelHead id="traces-title" title={t("title")}>
          <span className="truncate text-fg-3 text-xs">
            {panel?.data ? t(panel.data.mayBeTruncated ? "first" : "n", { n: panel.data.rows.length }) : ""}
          </span>
          <TabList aria-label={t("title")}>
            <Tab value="slow">{t("slow")}</Tab>
            <Tab value="failed">{t("failed")}</Tab>
          </TabList>
        </PanelHead>
        <TabPanel value={tab} tabIndex={-1} className="shadow-none!">
          <PanelState panel={panel ?? null} source="jaeger" again={again} />
          <ol className={cn(panel && panel.state !== "ok" && "saturate-[.35]")}>
            {rows.map((row) => (
              <Row key={row.traceId} row={row} longestMs={longestMs} operations={operations} />
            ))}
          </ol>
          {rows.length > 0 ? (
            <p className="flex gap-3 whitespace-nowrap px-3 pt-1 pb-2 text-2xs text-fg-3" aria-hidden>
              {operations.slice(0, 3).map((operation, index) => (
                <span key={operation} className="min-w-0 truncate">
                  <i className={cn("mr-1 inline-block h-1.5 w-2.5 rounded-[1px] align-[1px]", INKS[index])} />
                  {operation}
                </span>
              ))}
              <span>
                <i className="mr-1 inline-block h-1.5 w-2.5 rounded-[1px] bg-line-strong align-[1px]" />
                {t("other")}
              </span>
              <span className="flex-1" />
              <span>{t("self_time")}</span>
            </p>
          ) : (
            <p className="px-3 pb-3 text-fg-3">{frame === null ? t("loading") : panel?.data ? t(`none_${tab}`) : ""}</p>
          )}
        </TabPanel>
      </Tabs>
    </section>
  );
});

function Row({ row, longestMs, operations }: { row: TraceRow; longestMs: number; operations: readonly string[] }) {
  const t = useTranslations("room.traces");
  const format = useFormat();
  const share = (ms: number) => `${(ms / longestMs) * 100}%`;
  const text = row.selfTimes
    .map(({ service, operation, selfMs }) => `${service} ${operation} ${format.latency(selfMs)}`)
    .join(", ");
  return (
    <li>
      <Tooltip
        text={
          <>
            {row.service} {row.operation}
            {row.version ? `, ${row.version}` : ""}
            <br />
            {text}
            {row.statusMessage ? (
              <>
                <br />
                {row.statusMessage}
              </>
            ) : null}
          </>
        }
      >
        <button
          type="button"
          aria-label={t("row", { id: row.traceId.slice(0, 8), duration: format.latency(row.durationMs), text })}
          className="grid h-6 w-full cursor-default grid-cols-[62px_52px_minmax(0,1fr)_58px] items-center gap-2 px-3 text-xs hover:bg-hover"
        >
          <span className="text-left font-mono text-[10.5px] text-fg-2">{row.traceId.slice(0, 8)}</span>
          <span className="text-fg-3">{format.time(row.startMs)}</span>
          <span className="flex h-[9px] items-center gap-px">
            {row.selfTimes.map(({ service, operation, selfMs }) => (
              <i
                key={`${service} ${operation}`}
                className={cn("h-full rounded-[1px]", INKS[operations.indexOf(`${service} ${operation}`)] ?? "bg-fg-4")}
                style={{ width: share(selfMs) }}
              />
            ))}
            <i className="h-[5px] rounded-[1px] bg-line-strong" style={{ width: share(row.otherMs) }} />
          </span>
          <span className={cn("text-right font-semibold", row.status === "error" && "text-act")}>
            {format.latency(row.durationMs)}
          </span>
        </button>
      </Tooltip>
    </li>
  );
}

/** Operations by their self time over all rows, largest first: one ink per operation, the same in every row. */
function operationsOf(rows: readonly TraceRow[]): readonly string[] {
  const total = new Map<string, number>();
  for (const { service, operation, selfMs } of rows.flatMap(({ selfTimes }) => selfTimes)) {
    const name = `${service} ${operation}`;
    total.set(name, (total.get(name) ?? 0) + selfMs);
  }
  return [...total].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}
