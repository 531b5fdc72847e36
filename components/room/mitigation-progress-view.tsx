"use client";

import { useTranslations } from "next-intl";
import type { MitigationDetail } from "@/lib/contracts/incident-page";
import type { MitigationProgress } from "@/lib/domain/mitigation-progress";
import { useFormat } from "../format/use-format";
import { useParams } from "../format/use-params";
import { cn } from "../ui/cn";
import { Mark, type MarkShape } from "../ui/mark";
import { Notice } from "../ui/notice";
import { Effects } from "./effects";
import { useSay } from "./use-say";

const SHAPES: Readonly<Record<MitigationProgress["steps"][number]["state"], MarkShape>> = {
  waiting: "unknown",
  running: "action",
  done: "fine",
  failed: "fail",
  unknown: "watch",
};

/** Approved → patched → rolled out → watched, live; the observation window counts down and says when and why it began again. */
export function MitigationProgressView(props: {
  readonly progress: MitigationProgress;
  readonly mitigation: MitigationDetail | null;
  readonly nowMs: number;
}) {
  const t = useTranslations("room.progress");
  const format = useFormat();
  const says = useSay();
  const { progress, mitigation } = props;
  const preview = mitigation?.preview;
  const to = preview ? (preview.to.version ?? `#${preview.to.revision}`) : "";
  const running = progress.steps.find(({ state }) => state === "running");
  const title = progress.verdict
    ? t(`verdict.${progress.verdict.verdict}`)
    : progress.problem
      ? t(`problem.${progress.problem.kind}`)
      : t(`title.${running?.step ?? "verify"}`, { to });
  return (
    <div data-testid="progress">
      <h3 className="font-semibold text-xl leading-6 tracking-tight" aria-live="polite">
        {title}
      </h3>
      <ol className="mt-2">
        {progress.steps.map(({ step, state, at }) => (
          <li
            key={step}
            className={cn(
              "grid grid-cols-[16px_minmax(0,1fr)_auto] items-center py-[3px] text-sm leading-[17px]",
              state === "waiting" ? "text-fg-3" : "text-fg-2",
              state === "running" && "font-medium text-fg",
            )}
          >
            <Mark shape={SHAPES[state]} label={t(`state.${state}`)} />
            <span>
              {t(`step.${step}`, { to, by: progress.approvedBy ?? "" })}
              {step === "patched" && progress.attempts > 1 ? `, ${t("attempt", { attempt: progress.attempts })}` : ""}
            </span>
            <span className="text-fg-3 text-xs">{at ? format.time(at) : ""}</span>
          </li>
        ))}
      </ol>
      {progress.window ? <Window window={progress.window} nowMs={props.nowMs} /> : null}
      {progress.problem ? (
        <Notice tone="act" className="mt-2" title={t(`problem.${progress.problem.kind}_next`)}>
          {progress.problem.why ? says(progress.problem.why, progress.problem.reason) : progress.problem.reason}
        </Notice>
      ) : null}
      {progress.verdict ? (
        <>
          {progress.verdict.verdict === "recovered" ? null : (
            <Notice
              tone={progress.verdict.verdict === "inconclusive" ? "watch" : "act"}
              className="mt-2"
              title={progress.verdict.why?.map((why) => says(why)).join(" ") || progress.verdict.reason}
            >
              {t(`verdict.${progress.verdict.verdict}_next`)}
            </Notice>
          )}
          <Effects effects={progress.verdict.effects} />
        </>
      ) : null}
    </div>
  );
}

function Window({ window, nowMs }: { window: NonNullable<MitigationProgress["window"]>; nowMs: number }) {
  const t = useTranslations("room.progress");
  const tEvents = useTranslations("events");
  const format = useFormat();
  const { limits, lastBreach } = window;
  const heldMs = Math.min(limits.windowMs, Math.max(0, nowMs - window.since.getTime()));
  const breach = useParams()(lastBreach ? breachParams(lastBreach) : {});
  return (
    <div className="mt-2 border-line border-t pt-2">
      <p className="flex justify-between gap-2 text-sm">
        <span className="text-fg-2">
          {t("held", { held: format.shortClock(heldMs), window: format.shortClock(limits.windowMs) })}
        </span>
        <b className="font-semibold" data-testid="window-left">
          {t("left", { left: format.shortClock(Math.max(0, window.endsAt.getTime() - nowMs)) })}
        </b>
      </p>
      <div
        role="progressbar"
        aria-label={t("window")}
        aria-valuemin={0}
        aria-valuemax={Math.round(limits.windowMs / 1_000)}
        aria-valuenow={Math.round(heldMs / 1_000)}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-line"
      >
        <i className="block h-full rounded-full bg-fg" style={{ width: `${(heldMs / limits.windowMs) * 100}%` }} />
      </div>
      <p className="mt-1.5 text-fg-3 text-xs">
        {t("limits", { p95: format.latency(limits.p95MaxMs), until: format.time(window.deadlineAt) })}
      </p>
      {lastBreach ? (
        <p className="mt-1 flex items-baseline gap-1.5 text-xs">
          <Mark shape="watch" className="size-2" />
          <span className="text-watch">
            {t("restarts", { n: window.restarts })}: {tEvents(`metric_over.${lastBreach.metric}`, breach)}
          </span>
        </p>
      ) : null}
    </div>
  );
}

function breachParams(breach: { readonly metric: string; readonly value: number; readonly limit: number }) {
  const suffix: Record<string, string> = {
    p95_ms: "Ms",
    error_ratio: "Ratio",
    allocation_bytes_per_s: "Bytes",
    panics_per_s: "PerS",
    requests_per_s: "PerS",
  };
  const end = suffix[breach.metric] ?? "";
  return { [`value${end}`]: breach.value, [`limit${end}`]: breach.limit };
}
