"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import type { LoadedTrace, TraceState } from "./use-trace";

/** What the head of a trace says in one line: how long, how many, when. */
export function useTraceFacts(): (loaded: LoadedTrace) => { readonly title: string; readonly summary: string } {
  const t = useTranslations("traces");
  const format = useFormat();
  return ({ outline, spansTotal, trace }) => {
    const { root, services, errors, startUs, endUs } = outline;
    const durationMs = (root?.durationUs ?? endUs - startUs) / 1_000;
    const startMs = (root?.startUs ?? startUs) / 1_000;
    return {
      title: root ? `${root.service} ${root.operation}` : t("title", { id: trace.traceId.slice(0, 8) }),
      summary: t("summary", {
        duration: format.latency(durationMs),
        services: services.length,
        spans: spansTotal,
        errors,
        start: `${format.dateTime(startMs)}.${String(Math.floor(startMs) % 1_000).padStart(3, "0")}`,
        zone: format.zone.offset(startMs),
      }),
    };
  };
}

/** While there is no trace to show: that it is asked for, or why it is not there and what to do. */
export function TraceAbsent({ trace, again }: { trace: TraceState; again: () => void }) {
  const t = useTranslations("traces");
  const tGap = useTranslations("errors.gap");
  if (trace.state === "ready") return null;
  if (trace.state === "loading") {
    return (
      <p role="status" className="px-5 py-4 text-fg-3 max-md:px-4">
        {t("loading")}
      </p>
    );
  }
  const { code, reason } = trace;
  const known = ["not_found", "invalid_input", "upstream_failed"].includes(code) ? code : "other";
  return (
    <Notice
      tone={known === "not_found" || known === "invalid_input" ? "plain" : "watch"}
      title={t(`absent.${known}.title`, {
        reason: reason !== null && tGap.has(reason) ? tGap(reason) : (reason ?? ""),
      })}
      className="m-5 max-md:m-4"
      action={
        known === "invalid_input" ? undefined : (
          <Button size="sm" onClick={again} className="touch-target">
            {t("again")}
          </Button>
        )
      }
    >
      {t(`absent.${known}.next`)}
    </Notice>
  );
}
