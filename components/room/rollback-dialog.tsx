"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Guard, GuardWaiver } from "@/lib/domain/guard";
import type { MitigationPreview } from "@/lib/domain/mitigation";
import { useFormat } from "../format/use-format";
import { useParams } from "../format/use-params";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Input } from "../ui/field";
import { Mark } from "../ui/mark";
import { Notice } from "../ui/notice";
import { lockOf, type MovedField } from "./approval";
import { GuardList } from "./guard-list";
import { countsOf, GUARD_SHAPES } from "./guard-summary";
import { TemplateDiff } from "./template-diff";

export type RollbackDialogProps = {
  readonly onClose: () => void;
  readonly nowMs: number;
  readonly isPlanning: boolean;
  readonly preview: MitigationPreview | null;
  /** When no plan could be made: the guards that say why. */
  readonly refusal: readonly Guard[] | null;
  readonly failure: string | null;
  readonly moved: readonly MovedField[];
  readonly isApproving: boolean;
  readonly canApprove: boolean;
  readonly canWaive: boolean;
  readonly onPlan: () => void;
  readonly onApprove: (confirm: string, waivers: readonly GuardWaiver[]) => void;
};

/** Review of a rollback: exact diff, what will not come back, guards by need, what is watched, and one button that says what is missing. */
export function RollbackDialog(props: RollbackDialogProps) {
  const t = useTranslations("rollback");
  const { preview } = props;
  const [waivers, setWaivers] = useState<ReadonlyMap<string, string>>(new Map());
  const [confirm, setConfirm] = useState("");
  const given: readonly GuardWaiver[] = (preview?.guards ?? []).flatMap(({ id }) => {
    const reason = waivers.get(id)?.trim() ?? "";
    return reason === "" ? [] : [{ guardId: id, reason }];
  });
  const guards = preview?.guards ?? props.refusal;
  const to = preview ? versionText(preview.to) : "";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={
        preview ? t("title", { service: preview.service, from: versionText(preview.from), to }) : t("title_planning")
      }
      description={
        preview
          ? t(preview.confirmText ? "say_production" : "say", { namespace: preview.namespace })
          : t(props.isPlanning ? "planning" : "no_plan")
      }
      aside={preview ? <PlanFacts preview={preview} nowMs={props.nowMs} /> : undefined}
      className="w-[1120px]"
      foot={
        preview ? (
          <Foot {...props} preview={preview} confirm={confirm} onConfirm={setConfirm} waivers={given} />
        ) : (
          <>
            <span className="flex-1" />
            <Button size="lg" onClick={props.onClose} className="max-md:h-11">
              {t("close")}
            </Button>
            <Button size="lg" disabled={props.isPlanning} onClick={props.onPlan} className="max-md:h-11">
              {t("plan_again")}
            </Button>
          </>
        )
      }
    >
      {props.failure || props.moved.length > 0 ? <Failure {...props} /> : null}
      {preview || guards ? (
        <div className="grid grid-cols-[minmax(0,1fr)_476px] max-xl:grid-cols-[minmax(0,1fr)]">
          <div className="min-w-0 px-5 pt-3 pb-3.5 max-md:px-4 [&_h3:not(:first-child)]:mt-3.5">
            {preview ? <Left preview={preview} /> : null}
          </div>
          <div className="min-w-0 border-line border-l px-5 pt-3 pb-3.5 max-xl:order-first max-xl:border-b max-xl:border-l-0 max-md:px-4">
            <GuardHead guards={guards ?? []} />
            <GuardList
              guards={guards ?? []}
              nowMs={props.nowMs}
              canWaive={props.canWaive}
              waivers={waivers}
              onWaive={(id, reason) => setWaivers((before) => new Map(before).set(id, reason))}
            />
          </div>
        </div>
      ) : props.isPlanning ? (
        <p className="px-5 py-6 text-fg-3">{t("checking")}</p>
      ) : null}
    </Dialog>
  );
}

function versionText(target: { readonly version: string | null; readonly revision: number }): string {
  return target.version ?? `#${target.revision}`;
}

function PlanFacts({ preview, nowMs }: { preview: MitigationPreview; nowMs: number }) {
  const t = useTranslations("rollback");
  const format = useFormat();
  const leftMs = preview.expiresAt.getTime() - nowMs;
  const digest = `${preview.digest.slice(0, 4)}…${preview.digest.slice(-4)}`;
  return (
    <dl className="flex gap-5 text-xs leading-4 [&_dd]:font-medium [&_dd]:text-sm [&_dt]:text-fg-3">
      <div>
        <dt>{t("plan")}</dt>
        <dd className="font-mono">{preview.planId.slice(-4)}</dd>
      </div>
      <div>
        <dt>{t("digest")}</dt>
        <dd className="font-mono" title={preview.digest}>
          {digest}
        </dd>
      </div>
      <div>
        <dt>{t("expires")}</dt>
        <dd>{leftMs > 0 ? format.shortClock(leftMs) : t("expired")}</dd>
      </div>
    </dl>
  );
}

function Left({ preview }: { preview: MitigationPreview }) {
  const t = useTranslations("rollback");
  const format = useFormat();
  const params = useParams();
  const { watch } = preview;
  const cards = [
    { key: "p95", value: t("at_most", { value: format.latency(watch.p95MaxMs) }) },
    ...(watch.goroutinesMax === null
      ? []
      : [{ key: "goroutines", value: t("at_most", { value: format.count(watch.goroutinesMax) }) }]),
    ...(watch.allocationMaxBytesPerS === null
      ? []
      : [{ key: "allocation", value: t("at_most", { value: `${format.bytes(watch.allocationMaxBytesPerS)}/s` }) }]),
    ...(watch.errorRatioMax === null
      ? []
      : [{ key: "errors", value: t("at_most", { value: format.percent(watch.errorRatioMax) }) }]),
    { key: "panics", value: format.count(watch.newPanicsMax) },
  ];
  return (
    <>
      <Head
        title={t("what_changes")}
        meta={t("what_changes_meta", { workload: preview.workload, n: preview.diff.length })}
      />
      <TemplateDiff lines={preview.diff} />
      <Head title={t("not_back")} />
      <ul className="text-sm">
        {preview.notComingBack.map(({ kind, params: values }) => (
          <li key={kind} className="grid grid-cols-[112px_minmax(0,1fr)] gap-3 py-[3px] text-fg-2 leading-[17px]">
            <b className="font-medium text-fg">{t(`not_back_${kind}.title`)}</b>
            <span className="break-words">{t(`not_back_${kind}.text`, params(values))}</span>
          </li>
        ))}
      </ul>
      <Head title={t("watched")} meta={t("watched_meta", { window: format.duration(watch.windowMs) })} />
      <ul className="grid auto-cols-fr grid-flow-col gap-2 max-md:grid-flow-row max-md:grid-cols-2">
        {cards.map(({ key, value }) => (
          <li key={key} className="rounded-2 border border-line bg-surface px-[9px] pt-[5px] pb-1.5 leading-4">
            <small className="block text-fg-3 text-xs">{t(`watch_${key}`)}</small>
            <b className="font-semibold text-md">{value}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

function Head({ title, meta }: { title: string; meta?: string }) {
  return (
    <h3 className="mb-1.5 flex items-baseline gap-2 font-semibold text-sm">
      {title}
      {meta === undefined ? null : <small className="font-normal text-fg-3 text-xs">{meta}</small>}
    </h3>
  );
}

function GuardHead({ guards }: { guards: readonly Guard[] }) {
  const t = useTranslations("rollback");
  const tState = useTranslations("guards.state");
  const counts = countsOf(guards);
  return (
    <h3 className="mb-1.5 flex items-baseline gap-3 font-semibold text-sm">
      {t("guards")}
      <span className="ml-auto flex gap-3 font-normal text-fg-2 text-xs">
        {(["pass", "warn", "fail", "unknown"] as const)
          .filter((state) => counts[state] > 0)
          .map((state) => (
            <span key={state} className="inline-flex items-center gap-1">
              <Mark shape={GUARD_SHAPES[state]} className="size-2.5" />
              {counts[state]} {tState(state)}
            </span>
          ))}
      </span>
    </h3>
  );
}

function Failure(props: RollbackDialogProps) {
  const t = useTranslations("rollback");
  return (
    <div className="px-5 pt-3 max-md:px-4">
      <Notice
        tone="act"
        title={props.moved.length > 0 ? t("moved") : t("failed")}
        action={
          <Button size="sm" disabled={props.isPlanning} onClick={props.onPlan}>
            {t("plan_again")}
          </Button>
        }
      >
        {props.moved.length > 0 ? (
          <ul>
            {props.moved.map(({ path, planned, now }) => (
              <li key={path} className="break-all font-mono text-[11px]">
                {path}: {planned} → {now}
              </li>
            ))}
          </ul>
        ) : (
          props.failure
        )}
      </Notice>
    </div>
  );
}

function Foot(
  props: RollbackDialogProps & {
    readonly preview: MitigationPreview;
    readonly confirm: string;
    readonly onConfirm: (text: string) => void;
    readonly waivers: readonly GuardWaiver[];
  },
) {
  const t = useTranslations("rollback");
  const id = useId();
  const { preview, waivers } = props;
  const lock = lockOf({ preview, waivers, confirm: props.confirm, canApprove: props.canApprove, nowMs: props.nowMs });
  const to = versionText(preview.to);
  const warned = preview.guards.filter(({ state }) => state === "warn").length;
  return (
    <>
      <div className="min-w-0 flex-1 leading-4">
        <span>{props.canApprove ? t("you_approve") : t("commander_approves")}</span>
        <small className="block text-fg-3 text-xs">{t("recorded", { warned, waived: waivers.length })}</small>
      </div>
      {preview.confirmText === null ? null : (
        <label htmlFor={id} className="flex flex-col gap-[3px] text-fg-2 text-xs">
          <span>
            {t.rich("type_to_confirm", {
              text: preview.confirmText,
              b: (chunks) => <b className="font-mono">{chunks}</b>,
            })}
          </span>
          <Input
            id={id}
            value={props.confirm}
            onChange={(event) => props.onConfirm(event.target.value)}
            placeholder={preview.confirmText}
            autoComplete="off"
            spellCheck={false}
            className="h-9 w-[212px] font-mono max-md:w-full"
          />
        </label>
      )}
      <div className="flex gap-2 self-end max-md:self-stretch">
        <Button size="lg" onClick={props.onClose} className="max-md:h-11">
          {t("cancel")}
        </Button>
        {lock?.code === "expired" ? (
          <Button
            size="lg"
            tone="primary"
            disabled={props.isPlanning}
            onClick={props.onPlan}
            className="max-md:h-11 max-md:flex-1 max-md:justify-center"
          >
            {t("plan_again")}
          </Button>
        ) : (
          <Button
            size="lg"
            tone="primary"
            data-testid="approve"
            disabled={lock !== null || props.isApproving}
            onClick={() => props.onApprove(props.confirm, waivers)}
            className="max-md:h-11 max-md:flex-1 max-md:justify-center"
          >
            {lock ? t(`lock.${lock.code}`, lock.params) : props.isApproving ? t("approving") : t("approve", { to })}
          </Button>
        )}
      </div>
    </>
  );
}
