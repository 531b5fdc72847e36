"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import type { RoomFrame } from "@/lib/contracts/room";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import { TRACE_LISTS, type TraceList } from "@/lib/domain/room-view";
import type { OpenTrace } from "../traces/trace-link";
import { TraceRows } from "../traces/trace-rows";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { PanelHead } from "../ui/panel";
import { Tab, TabList, TabPanel, Tabs } from "../ui/tabs";
import { PanelState } from "./panel-state";

const CohortCompare = dynamic(() => import("../traces/cohort-compare").then((module) => module.CohortCompare), {
  ssr: false,
});
const SelectedTracesView = dynamic(
  () => import("../traces/selected-traces").then((module) => module.SelectedTracesView),
  { ssr: false },
);

const SHOWN = 6;
type TabName = TraceList | "selected";

/** Slow and failed traces, cohorts of traces, and those that a rectangle of the heat map selects. */
export const TracesPanel = memo(function TracesPanel(props: {
  readonly incidentId: string;
  readonly frame: RoomFrame | null;
  readonly rangeMin: number;
  /** A stretch that stands still; null follows now over `rangeMin`. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
  /** Another service than the incident's. */
  readonly service: string | null;
  readonly selection: HeatSelection | null;
  readonly list: TraceList | null;
  readonly onList: (list: TraceList | null) => void;
  readonly onClear: () => void;
  readonly onOpen: OpenTrace;
  readonly again: () => void;
}) {
  const { incidentId, frame, selection, service, onOpen, again } = props;
  const t = useTranslations("room.traces");
  const tPanel = useTranslations("traces.panel");
  // Where nothing is slow and something fails, the failed ones are what a person came for; then they stay, or the list would jump.
  const [isFailing, setFailing] = useState(false);
  const isOnlyFailing = frame?.slowTraces.data?.rows.length === 0 && (frame.failedTraces.data?.rows.length ?? 0) > 0;
  if (isOnlyFailing && !isFailing) setFailing(true);
  const first: TabName = selection !== null ? "selected" : isFailing ? "failed" : "slow";
  const tab: TabName = props.list ?? first;
  const choose = (value: string) => {
    props.onList(value === first ? null : (TRACE_LISTS.find((name) => name === value) ?? null));
  };
  const panel = tab === "slow" ? frame?.slowTraces : tab === "failed" ? frame?.failedTraces : undefined;
  const rows = (panel?.data?.rows ?? []).slice(0, SHOWN);
  return (
    <section aria-labelledby="traces-title" className="@container flex min-h-0 min-w-0 flex-col overflow-auto">
      <Tabs value={tab} onValueChange={choose} className="flex min-h-0 flex-col">
        <PanelHead id="traces-title" title={t("title")} className="sticky top-0 z-10 bg-surface">
          <span className="truncate text-fg-3 text-xs">
            {panel?.data ? t(panel.data.mayBeTruncated ? "first" : "n", { n: panel.data.rows.length }) : ""}
          </span>
          {tab === "selected" ? (
            <Button
              tone="ghost"
              size="sm"
              onClick={props.onClear}
              aria-label={tPanel("clear")}
              className="touch-target justify-center"
            >
              {tPanel("clear_short")}
            </Button>
          ) : null}
          <TabList aria-label={t("title")}>
            {selection === null ? null : <Tab value="selected">{tPanel("selection")}</Tab>}
            <Tab value="slow">{t("slow")}</Tab>
            <Tab value="failed">{t("failed")}</Tab>
            <Tab value="compare">{tPanel("compare")}</Tab>
          </TabList>
        </PanelHead>
        <TabPanel value={tab} tabIndex={-1} className="shadow-none!">
          {tab === "compare" ? (
            <CohortCompare incidentId={incidentId} service={service} rangeMin={props.rangeMin} span={props.span} />
          ) : tab === "selected" && selection !== null ? (
            <SelectedTracesView incidentId={incidentId} service={service} selection={selection} onOpen={onOpen} />
          ) : (
            <>
              <PanelState panel={panel ?? null} source="jaeger" again={again} />
              <div className={cn(panel && panel.state !== "ok" && "saturate-[.35]")}>
                <TraceRows rows={rows} onOpen={onOpen} />
              </div>
              {rows.length > 0 ? null : (
                <p className="px-3 pb-3 text-fg-3">
                  {frame === null ? t("loading") : panel?.data ? t(tab === "failed" ? "none_failed" : "none_slow") : ""}
                </p>
              )}
            </>
          )}
        </TabPanel>
      </Tabs>
    </section>
  );
});
