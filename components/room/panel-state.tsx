"use client";

import { useTranslations } from "next-intl";
import type { Panel } from "@/lib/contracts/room";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";

/** One line under a panel's head when its data is not fresh: since when, what still works, what to press. Nothing when it is. */
export function PanelState(props: {
  readonly panel: Panel<unknown> | null;
  readonly source: "prometheus" | "jaeger" | "kubernetes";
  readonly what?: string;
  readonly again: () => void;
}) {
  const t = useTranslations("room.state");
  const tUpstream = useTranslations("common.upstream");
  const tReason = useTranslations("errors.gap");
  const format = useFormat();
  const { panel } = props;
  if (panel === null || panel.state === "ok") return null;
  const source = tUpstream(props.source);
  const sinceMs = panel.failingSinceMs ?? panel.atMs;
  const reason = panel.reason !== null && tReason.has(panel.reason) ? tReason(panel.reason) : (panel.reason ?? "");
  const title =
    panel.state === "stale" && sinceMs !== null
      ? t("stale", { source, time: format.time(sinceMs) })
      : panel.state === "unknown"
        ? t("unknown", { source })
        : t("error", { source });
  return (
    <Notice
      tone={panel.state === "unknown" ? "plain" : "watch"}
      title={title}
      className="mx-3 mb-1.5"
      action={
        <Button size="sm" onClick={props.again}>
          {t("ask_again")}
        </Button>
      }
    >
      {panel.data === null ? reason : `${t("last_picture")} ${props.what ?? ""}`}
    </Notice>
  );
}
