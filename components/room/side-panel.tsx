"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormat } from "../format/use-format";
import { Tab, TabList, TabPanel, Tabs } from "../ui/tabs";
import { badLinesOf, useLogs } from "./use-logs";

const LogsPanel = dynamic(() => import("./logs-panel").then((module) => module.LogsPanel), { ssr: false });

export type SideTab = "timeline" | "logs";

/** What happened: as people and Firebreak wrote it down, or as the pods say it. The timeline stays mounted, so that nothing of it is lost. */
export function SidePanel(props: {
  readonly incidentId: string;
  readonly service: string;
  readonly tab: SideTab;
  readonly onTab: (tab: SideTab) => void;
  readonly timelineCount: number;
  readonly children: ReactNode;
}) {
  const t = useTranslations("runtime.logs");
  const format = useFormat();
  const isLogs = props.tab === "logs";
  const { logs, again } = useLogs(props.incidentId, isLogs);
  const bad = badLinesOf(logs);
  return (
    <Tabs
      value={props.tab}
      onValueChange={(value) => props.onTab(value === "logs" ? "logs" : "timeline")}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="flex h-7 shrink-0 items-center px-1.5 max-md:h-11 max-md:px-2">
        <TabList aria-label={t("side")}>
          <Tab value="timeline" count={props.timelineCount}>
            {t("timeline_tab")}
          </Tab>
          <Tab value="logs">
            {t("tab")}
            {bad === null ? null : <span className="ml-1 font-normal text-fg-3">{format.count(bad)}</span>}
          </Tab>
        </TabList>
      </div>
      <TabPanel
        value="timeline"
        forceMount
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col shadow-none! data-[state=inactive]:hidden [&>section]:flex-1"
      >
        {props.children}
      </TabPanel>
      <TabPanel value="logs" tabIndex={-1} className="flex min-h-0 flex-1 flex-col shadow-none!">
        {isLogs ? <LogsPanel logs={logs} service={props.service} again={again} /> : null}
      </TabPanel>
    </Tabs>
  );
}
