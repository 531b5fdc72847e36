"use client";

import { useTranslations } from "next-intl";
import type { IncidentPage } from "@/lib/contracts/incident-page";
import type { TimelineEvent } from "@/lib/domain/events";
import type { Incident } from "@/lib/domain/incident";
import { Dialog } from "../ui/dialog";
import { Tab, TabList, TabPanel, Tabs } from "../ui/tabs";
import { AlertsTab } from "./alerts-tab";
import { DutiesTab } from "./duties-tab";
import { IncidentsTab } from "./incidents-tab";
import { TasksTab } from "./tasks-tab";
import { UpdatesTab } from "./updates-tab";

export const COMMAND_TABS = ["updates", "tasks", "alerts", "duties", "incidents"] as const;
export type CommandTab = (typeof COMMAND_TABS)[number];

/** A merge that somebody is about to make: into which incident, and why. */
export type MergeProposal = { readonly into: number; readonly reason: string };

export type CommandProps = {
  readonly page: IncidentPage;
  readonly incident: Incident;
  readonly events: readonly TimelineEvent[];
  readonly nowMs: number;
  readonly canCommand: boolean;
  readonly merge?: MergeProposal | undefined;
};

const TABS: Readonly<Record<CommandTab, (props: CommandProps) => React.ReactNode>> = {
  updates: (props) => <UpdatesTab {...props} />,
  tasks: (props) => <TasksTab {...props} />,
  alerts: (props) => <AlertsTab {...props} />,
  duties: (props) => <DutiesTab {...props} />,
  incidents: (props) => <IncidentsTab {...props} />,
};

/** Everything that commands the incident besides the one action: updates, tasks, alerts, duties, other incidents. At the right edge. */
export function CommandPanel(
  props: CommandProps & {
    readonly tab: CommandTab;
    readonly onTab: (tab: CommandTab) => void;
    readonly onClose: () => void;
  },
) {
  const t = useTranslations("command");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={t("title")}
      description={t("say", { number: props.page.number })}
      className="right-0 left-auto m-0 h-dvh max-h-dvh w-[520px] rounded-none max-md:w-full"
    >
      <Tabs
        value={props.tab}
        onValueChange={(value) => {
          const tab = COMMAND_TABS.find((known) => known === value);
          if (tab) props.onTab(tab);
        }}
        className="flex min-h-full flex-col"
      >
        <TabList aria-label={t("title")} className="flex-wrap border-line border-b px-3.5 py-1.5 max-md:px-2">
          {COMMAND_TABS.map((tab) => (
            <Tab key={tab} value={tab}>
              {t(`tab.${tab}`)}
            </Tab>
          ))}
        </TabList>
        {COMMAND_TABS.map((tab) => (
          <TabPanel key={tab} value={tab} tabIndex={-1} className="flex-1 px-5 py-3.5 shadow-none! max-md:px-4">
            {TABS[tab](props)}
          </TabPanel>
        ))}
      </Tabs>
    </Dialog>
  );
}
