"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { MitigationDetail } from "@/lib/contracts/incident-page";
import type { Hypothesis } from "@/lib/domain/cause";
import type { Incident } from "@/lib/domain/incident";
import { placeName } from "@/lib/domain/map-peer";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Mark } from "../ui/mark";
import { PanelHead } from "../ui/panel";
import { adviceOf } from "./advice";
import type { DoView } from "./do-view";
import { Effects } from "./effects";
import { GUARD_SHAPES, GuardSummary, guardsByNeed } from "./guard-summary";
import { MitigationProgressView } from "./mitigation-progress-view";
import { useCauseText } from "./use-cause-text";
import { useGuardText } from "./use-guard-text";

export type DoPanelProps = {
  readonly view: DoView;
  readonly incident: Incident;
  readonly nowMs: number;
  readonly canPlan: boolean;
  readonly canApprove: boolean;
  readonly windowMs: number;
  readonly onReview: () => void;
  /** Opens the statement about a mitigation whose outcome is unknown; null: this person may not state it. */
  readonly onSettle?: ((mitigationId: string) => void) | null;
};

/** The only raised area of the room, because it is the only place where something can be changed. */
export function DoPanel(props: DoPanelProps) {
  const t = useTranslations("room.do");
  const format = useFormat();
  const plan = props.view.kind === "rollback" ? props.view.plan : null;
  const meta = plan
    ? t("planned", {
        time: format.time(plan.preview.plannedAt),
        plan: plan.id.slice(-4),
        left: format.shortClock(plan.preview.expiresAt.getTime() - props.nowMs),
      })
    : undefined;
  return (
    <section
      aria-labelledby="do-title"
      className="flex flex-1 flex-col border-line border-t bg-raised"
      data-testid="do"
    >
      <PanelHead id="do-title" title={t("title")} {...(meta === undefined ? {} : { meta })} />
      <div className="flex flex-1 flex-col px-3 pb-3 max-md:px-4">
        <Body {...props} />
      </div>
    </section>
  );
}

function Body(props: DoPanelProps): ReactNode {
  const { view } = props;
  switch (view.kind) {
    case "rollback":
      return <Rollback {...props} hypothesis={view.hypothesis} plan={view.plan} />;
    case "no_rollback":
      return <NoRollback {...props} reason={view.reason} hypothesis={view.hypothesis} />;
    case "progress":
    case "ended":
      return (
        <>
          <MitigationProgressView progress={view.progress} mitigation={view.mitigation} nowMs={props.nowMs} />
          {view.progress.problem?.kind === "unknown" && props.onSettle ? (
            <Settle onSettle={props.onSettle} mitigationId={view.progress.mitigationId} />
          ) : null}
          {view.kind === "ended" ? <Again {...props} /> : null}
        </>
      );
    case "watching":
      return <Watching incident={props.incident} nowMs={props.nowMs} />;
    case "resolved":
      return props.incident.mergedInto ? (
        <PartOf whole={props.incident.mergedInto} />
      ) : (
        <Resolved incident={props.incident} />
      );
    default:
      return view satisfies never;
  }
}

const big = "font-semibold text-xl leading-6 tracking-tight";
const say = "mt-0.5 text-fg-2";

function versionText(target: { readonly version: string | null; readonly revision: number }): string {
  return target.version ?? `#${target.revision}`;
}

function Rollback(props: DoPanelProps & { readonly hypothesis: Hypothesis; readonly plan: MitigationDetail | null }) {
  const t = useTranslations("room.do");
  const tGuards = useTranslations("guards");
  const format = useFormat();
  const textOf = useGuardText();
  const { plan, hypothesis } = props;
  const preview = plan?.preview ?? null;
  const title = preview
    ? t("roll_back_to", { from: versionText(preview.from), to: versionText(preview.to) })
    : t("roll_back", { service: hypothesis.cause.service, version: hypothesis.version ?? "" });
  const issues = preview ? guardsByNeed(preview.guards).filter(({ state }) => state !== "pass") : [];
  return (
    <>
      <h3 className={big}>{title}</h3>
      <p className={say}>
        {preview ? t("workload", { namespace: preview.namespace, workload: preview.workload }) : t("plan_first")}
      </p>
      <dl className="mt-2.5 grid grid-cols-[repeat(3,auto)] justify-between border-line border-y py-[7px] leading-4 [&_dd]:font-medium [&_dd]:text-md [&_dt]:text-fg-3 [&_dt]:text-xs">
        <div>
          <dt>{t("expect")}</dt>
          <dd>{preview ? t("p95_at_most", { limit: format.latency(preview.watch.p95MaxMs) }) : t("no_plan_yet")}</dd>
        </div>
        <div>
          <dt>{t("then_watch")}</dt>
          <dd>{format.duration(preview?.watch.windowMs ?? props.windowMs)}</dd>
        </div>
        <div>
          <dt>{t("approval")}</dt>
          <dd>{props.canApprove ? t("you_can") : t("a_commander")}</dd>
        </div>
      </dl>
      {preview ? <GuardSummary guards={preview.guards} /> : null}
      <ul className="mt-2 text-fg-2 text-sm">
        {issues.slice(0, 3).map(({ id, state, params }) => (
          <li key={id} className="grid grid-cols-[16px_minmax(0,1fr)] py-0.5 leading-[17px]">
            <Mark shape={GUARD_SHAPES[state]} label={tGuards(`state.${state}`)} className="mt-1" />
            <span>
              <b className="font-medium text-fg">{tGuards(`${id}.title`)}</b> {textOf({ id, state, params })}
            </span>
          </li>
        ))}
      </ul>
      <PrimaryReview {...props} label={preview ? t("review") : t("plan_and_review")} />
    </>
  );
}

function PrimaryReview(props: DoPanelProps & { readonly label: string }) {
  const t = useTranslations("room.do");
  const isLocked = !props.canPlan && !(props.view.kind === "rollback" && props.view.plan);
  return (
    <div className="mt-2.5 flex items-center gap-2 max-md:hidden">
      <Button
        tone="primary"
        size="lg"
        className="flex-1 justify-center"
        aria-keyshortcuts="r"
        disabled={isLocked}
        onClick={props.onReview}
        data-testid="review"
      >
        {isLocked ? t("locked_role") : props.label}{" "}
        {isLocked ? null : <Kbd className="border-white/35 bg-transparent text-inherit">R</Kbd>}
      </Button>
    </div>
  );
}

function NoRollback(props: DoPanelProps & { readonly reason: string; readonly hypothesis: Hypothesis | null }) {
  const t = useTranslations("room.do");
  const text = useCauseText();
  const { hypothesis, reason } = props;
  return (
    <>
      <h3 className={big}>{t("no_rollback")}</h3>
      <p className={say}>
        {reason === "other" && hypothesis
          ? t(`because.${hypothesis.cause.trigger}`, { cause: text.title(hypothesis) })
          : t(`because.${reason}`)}
      </p>
      {reason === "other" && hypothesis ? (
        <ul className="mt-2 text-fg-2">
          {adviceOf(hypothesis).map((advice) => (
            <li key={advice} className="grid grid-cols-[16px_minmax(0,1fr)] py-0.5 leading-[17px]">
              <Mark shape="ring" className="mt-1" />
              {t(`instead.${advice}`, { service: placeName(hypothesis.cause.service) })}
            </li>
          ))}
        </ul>
      ) : null}
      {props.canPlan && reason !== "not_diagnosed" ? (
        <div className="mt-auto flex items-center gap-2 border-line border-t pt-2 text-fg-3 text-xs">
          <span className="flex-1">{t("anyway")}</span>
          <Button size="sm" onClick={props.onReview} className="max-md:h-11">
            {t("plan_anyway")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Settle(props: { readonly mitigationId: string; readonly onSettle: (mitigationId: string) => void }) {
  const t = useTranslations("command.settle");
  return (
    <Button onClick={() => props.onSettle(props.mitigationId)} className="mt-2 self-start max-md:h-11">
      {t("open")}
    </Button>
  );
}

function Again(props: DoPanelProps) {
  const t = useTranslations("room.do");
  if (!props.canPlan) return null;
  return (
    <div className="mt-auto flex items-center gap-2 border-line border-t pt-2 text-fg-3 text-xs">
      <span className="flex-1">{t("ended_next")}</span>
      <Button size="sm" onClick={props.onReview} className="max-md:h-11">
        {t("plan_again")}
      </Button>
    </div>
  );
}

function Watching({ incident, nowMs }: { incident: Incident; nowMs: number }) {
  const t = useTranslations("room.do");
  const format = useFormat();
  const { verification } = incident;
  return (
    <>
      <h3 className={big}>{t("watching")}</h3>
      <p className={say}>{t("watching_say")}</p>
      {verification ? (
        <p className="mt-2 text-fg-2">
          {t("window_left", {
            left: format.shortClock(Math.max(0, verification.since.getTime() + verification.limits.windowMs - nowMs)),
            restarts: verification.restarts,
          })}
        </p>
      ) : null}
    </>
  );
}

/** A part of another incident has nothing to do of its own. */
function PartOf({ whole }: { readonly whole: NonNullable<Incident["mergedInto"]> }) {
  const t = useTranslations("command.incidents");
  const { number } = whole;
  return (
    <>
      <h3 className={big}>{t("merged_title", { number })}</h3>
      <p className={say}>{t("merged_say")}</p>
      <Button asChild tone="primary" size="lg" className="mt-2.5 justify-center max-md:h-12">
        <Link href={`/incidents/${number}`}>{t("merged_open", { number })}</Link>
      </Button>
    </>
  );
}

function Resolved({ incident }: { incident: Incident }) {
  const t = useTranslations("room.do");
  const format = useFormat();
  const { resolution, verdict, resolvedAt, detectedAt } = incident;
  return (
    <>
      <h3 className={big}>{t("resolved")}</h3>
      <p className={say}>
        {resolution ? t(`resolved_${resolution.how}`) : null}{" "}
        {resolvedAt
          ? t("resolved_at", {
              time: format.time(resolvedAt),
              took: format.duration(resolvedAt.getTime() - detectedAt.getTime()),
            })
          : null}
      </p>
      {verdict ? <Effects effects={verdict.effects} /> : <p className="mt-2 text-fg-2">{t("not_verified")}</p>}
      <div className="mt-2.5 flex gap-2">
        <Button asChild tone="primary" size="lg" className="flex-1 justify-center max-md:h-12">
          <Link href={`/incidents/${incident.id}/postmortem`}>{t("write_postmortem")}</Link>
        </Button>
      </div>
    </>
  );
}
