"use client";

import { Maximize2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RoomLogs } from "@/lib/contracts/room-logs";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { LogList } from "./log-list";
import { PanelState } from "./panel-state";

/** Why pods fail, in their own words: panic, error and time-out lines grouped and ranked by rate. */
export function LogsPanel(props: {
  readonly logs: RoomLogs | null;
  readonly service: string;
  readonly again: () => void;
}) {
  const t = useTranslations("runtime.logs");
  const [isWide, setWide] = useState(false);
  const { logs } = props;
  const report = logs?.data ?? null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {report === null ? null : (
        <div className="flex justify-end px-3 pb-1 max-md:px-4">
          <Button tone="ghost" size="sm" onClick={() => setWide(true)} className="max-md:h-11">
            <Maximize2 aria-hidden /> {t("wide")}
          </Button>
        </div>
      )}
      {logs?.reason === "not_configured" ? null : (
        <PanelState panel={logs} source="kubernetes" what={t("still_works")} again={props.again} />
      )}
      {report === null ? (
        <p className="px-3 py-1 text-fg-3 max-md:px-4">
          {logs === null ? t("loading") : logs.reason === "not_configured" ? t("no_source") : ""}
        </p>
      ) : (
        <LogList report={report} isStale={logs?.state !== "ok"} isWide={false} />
      )}
      {report !== null && isWide ? (
        <Dialog
          open
          onOpenChange={setWide}
          title={t("wide_title", { service: props.service })}
          description={t("wide_say")}
          className="h-[calc(100dvh-40px)] w-[1040px]"
        >
          <LogList report={report} isStale={logs?.state !== "ok"} isWide />
        </Dialog>
      ) : null}
    </div>
  );
}
