"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { LogReportWire, PodReportWire } from "@/lib/contracts/room-logs";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { Segmented } from "../ui/segmented";
import { LogGroup } from "./log-group";

const KINDS = ["panic", "error", "timeout"] as const;
type Choice = "all" | (typeof KINDS)[number];

/** Groups of bad lines with filters, the pods that keep dying above them, and what was and was not read below. */
export function LogList(props: {
  readonly report: LogReportWire;
  readonly isStale: boolean;
  readonly isWide: boolean;
}) {
  const t = useTranslations("runtime.logs");
  const format = useFormat();
  const [kind, setKind] = useState<Choice>("all");
  const [pod, setPod] = useState("");
  const podId = useId();
  const { report } = props;
  const read = {
    minutes: Math.round(report.windowMs / 60_000),
    count: format.count(report.linesRead),
    lines: report.linesRead,
    pods: report.pods.length,
  };
  const groups = report.groups.filter(
    (group) => (kind === "all" || group.kind === kind) && (pod === "" || group.pods.some((one) => one.pod === pod)),
  );
  const dying = report.pods.filter(({ restarts, waiting }) => restarts > 0 || waiting !== null);
  const cut = report.pods.filter(({ isCut }) => isCut).length;
  return (
    <section
      aria-label={t("title")}
      className={cn("min-h-0 flex-1 overflow-auto max-md:overflow-visible", props.isStale && "opacity-60")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
    >
      {report.groups.length === 0 ? null : (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-2 pb-1.5 max-md:px-3">
          <Segmented
            label={t("filter_kind")}
            value={kind}
            options={(["all", ...KINDS] as const).map((value) => ({
              value,
              label: value === "all" ? t("all") : `${t(`kind.${value}`)} ${format.count(report.n[value])}`,
            }))}
            onChange={setKind}
          />
          <label htmlFor={podId} className="sr-only">
            {t("filter_pod")}
          </label>
          <select
            id={podId}
            value={pod}
            onChange={(event) => setPod(event.target.value)}
            className="h-6 min-w-0 max-w-full flex-1 rounded-1 border border-line bg-surface px-1 text-fg-2 text-xs max-md:h-11"
          >
            <option value="">{t("all_pods", { n: report.pods.length })}</option>
            {report.pods.map((one) => (
              <option key={one.pod} value={one.pod}>
                {t("pod_option", { pod: one.pod, rate: t("per_min", { rate: format.short(one.perMin) }) })}
              </option>
            ))}
          </select>
        </div>
      )}
      {dying.length === 0 ? null : (
        <ul className="border-line border-t px-3 py-1.5 max-md:px-4">
          {dying.map((one) => (
            <Dying key={one.pod} pod={one} />
          ))}
        </ul>
      )}
      {report.groups.length === 0 ? (
        <p className="px-3 py-1 text-fg-2 max-md:px-4">{t("none", read)}</p>
      ) : groups.length === 0 ? (
        <p className="flex flex-wrap items-center gap-2 px-3 py-1 text-fg-3 max-md:px-4">
          {t("none_chosen")}
          <Button
            size="sm"
            onClick={() => {
              setKind("all");
              setPod("");
            }}
          >
            {t("show_all")}
          </Button>
        </p>
      ) : (
        <ol>
          {groups.map((group) => (
            <LogGroup key={`${group.kind} ${group.template}`} group={group} isWide={props.isWide} />
          ))}
        </ol>
      )}
      <footer className="border-line border-t px-3 py-1.5 text-2xs text-fg-3 leading-4 max-md:px-4">
        {report.groups.length === 0 ? null : <p>{t("read", read)}</p>}
        {report.groupsTotal > report.groups.length ? (
          <p>{t("first_groups", { shown: report.groups.length, total: report.groupsTotal })}</p>
        ) : null}
        {cut > 0 ? <p>{t("cut", { n: cut })}</p> : null}
        <Unread report={report} />
      </footer>
    </section>
  );
}

/** A pod that restarted or waits: how often, and how it ended. */
function Dying({ pod }: { readonly pod: PodReportWire }) {
  const t = useTranslations("runtime.logs");
  const format = useFormat();
  const { lastTermination: last } = pod;
  return (
    <li className="flex gap-1.5 py-0.5 text-xs leading-4">
      <Mark shape={pod.isReady ? "watch" : "act"} className="mt-1 size-2" />
      <span className="min-w-0 text-fg-2 [overflow-wrap:anywhere]">
        <b className="font-semibold text-fg">{pod.pod}</b>{" "}
        {pod.restarts > 0 ? `${t("restarted", { n: pod.restarts })} ` : ""}
        {pod.waiting === null ? "" : `${t("waits", { reason: pod.waiting })} `}
        {last === null
          ? ""
          : t("ended", {
              reason: last.reason,
              code: last.exitCode,
              time: last.atMs === null ? "–" : format.time(last.atMs),
            })}
      </span>
    </li>
  );
}

function Unread({ report }: { readonly report: LogReportWire }) {
  const t = useTranslations("runtime.logs");
  const tGap = useTranslations("errors.gap");
  const words = (reason: string) =>
    reason === "left_out" || reason === "no_workload"
      ? t(`reason.${reason}`)
      : tGap.has(reason)
        ? tGap(reason)
        : reason;
  const sentences = [
    ...report.unread.map(({ pod, container, isPrevious, reason }) =>
      t(isPrevious ? "unread_previous" : "unread_of", { pod, container, reason: words(reason) }),
    ),
    ...report.servicesUnread.map(({ service, reason }) => t("unread_service", { service, reason: words(reason) })),
    ...(report.podsLeftOut > 0 ? [t("pods_left_out", { n: report.podsLeftOut })] : []),
  ];
  if (sentences.length === 0) return null;
  return (
    <>
      <p className="mt-1 flex items-center gap-1.5 font-medium text-watch">
        <Mark shape="watch" className="size-2" /> {t("unread")}
      </p>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence} className="[overflow-wrap:anywhere]">
            {sentence}
          </li>
        ))}
      </ul>
    </>
  );
}
