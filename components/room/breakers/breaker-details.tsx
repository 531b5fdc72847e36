"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { type BreakerReport, breakerReportSchema } from "@/lib/contracts/breaker-report";
import type { BreakerCell } from "@/lib/contracts/breakers";
import { useFormat } from "../../format/use-format";
import { readJson } from "../../live/read-json";
import { cn } from "../../ui/cn";
import { CodeBlock } from "../../ui/copy-block";
import { Mark } from "../../ui/mark";
import { SHAPES } from "./breaker-grid";
import { FailureWindow } from "./failure-window";
import { useBreakerText } from "./use-breaker-text";
import { keyOf } from "./wall-model";

const AGAIN_MS = 5_000;

/** Everything known of one breaker, beside its cell: pods, since when, probes, the last minute, the last failures with their traces. */
export function BreakerDetails(props: {
  readonly incidentId: string;
  readonly cell: BreakerCell;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}) {
  const text = useBreakerText();
  const { cell, anchor } = props;
  const report = useQuery({
    queryKey: ["breakers", props.incidentId],
    queryFn: () => readJson(`/api/incidents/${props.incidentId}/breakers`, breakerReportSchema),
    refetchInterval: AGAIN_MS,
  });
  const told = report.data?.breakers.find((one) => keyOf(one) === keyOf(cell)) ?? null;
  const title = `${cell.caller} → ${cell.callee}`;
  return (
    <Popover.Root open onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}>
      <Popover.Anchor virtualRef={{ current: anchor }} />
      <Popover.Portal>
        <Popover.Content
          aria-label={title}
          side="top"
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.focus();
          }}
          className="z-60 max-h-(--radix-popover-content-available-height) w-[min(380px,calc(100vw-16px))] overflow-auto rounded-2 bg-overlay p-3 text-fg text-sm shadow-2"
        >
          <h3 className="flex items-center gap-2 font-semibold">
            <Mark shape={SHAPES[cell.state]} />
            <span className="min-w-0 truncate">{title}</span>
          </h3>
          <p
            className={cn(
              "pb-2 text-fg-2",
              cell.state === "open" && "text-act",
              cell.state === "half_open" && "text-watch",
            )}
          >
            {text.words(cell)}
          </p>
          <Facts cell={cell} />
          <Unknown cell={cell} />
          <Calls told={told} isLoading={report.isPending} hasFailed={report.isError} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Facts({ cell }: { readonly cell: BreakerCell }) {
  const t = useTranslations("breakers");
  const text = useBreakerText();
  const { pods, podsOpen, podsHalfOpen, podsUnknown, namedPods, parts, readAs } = cell;
  const rest = podsOpen + podsHalfOpen + podsUnknown - namedPods.length;
  const [since, probe] = [text.since(cell), text.probe(cell)];
  return (
    <dl className="grid grid-cols-[92px_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
      <Fact name={t("pods")}>
        {podsUnknown === pods ? null : t("pods_now", { open: podsOpen, pods })}
        {podsHalfOpen > 0 ? `, ${t("pods_trying", { n: podsHalfOpen })}` : ""}
        {podsUnknown === 0
          ? null
          : podsUnknown === pods
            ? t("pods_unknown", { n: pods })
            : `, ${t("pods_unknown", { n: podsUnknown })}`}
        {namedPods.length > 0 ? (
          <ul className="text-fg-3">
            {namedPods.map(({ pod, state }) => (
              <li key={pod} className="flex items-center gap-1.5">
                <Mark shape={SHAPES[state]} className="size-2" label={t(`state.${state}`)} />
                <span className="truncate font-mono text-[10.5px]">{pod === "" ? t("pod_unnamed") : pod}</span>
              </li>
            ))}
            {rest > 0 ? <li>{t("pods_more", { n: rest })}</li> : null}
          </ul>
        ) : null}
      </Fact>
      {since === null ? null : <Fact name={t("since_name")}>{since}</Fact>}
      {cell.flaps === 0 ? null : <Fact name={t("flaps_name")}>{t("flaps", { n: cell.flaps })}</Fact>}
      {probe === null ? null : <Fact name={t("probe_name")}>{probe}</Fact>}
      {parts.length === 0 ? null : (
        <Fact name={t("parts_name")}>
          <ul>
            {parts.map((part) => (
              <li key={part.name} className="flex items-center gap-1.5">
                <Mark shape={SHAPES[part.state]} className="size-2" label={t(`state.${part.state}`)} />
                <span className="truncate">{part.name === "" ? t("part_unnamed") : part.name}</span>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      <Fact name={t("read_as")}>
        {readAs.map(({ dialect, metric }) => (
          <span key={`${dialect} ${metric}`} className="block">
            {t.has(`dialect.${dialect}`) ? t(`dialect.${dialect}`) : dialect}
            <span className="block truncate font-mono text-[10.5px] text-fg-3" title={metric}>
              {metric}
            </span>
          </span>
        ))}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-fg-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** Why nobody can tell, and what to write into the catalogue where that helps. */
function Unknown({ cell }: { readonly cell: BreakerCell }) {
  const t = useTranslations("breakers");
  const { unknownReason, readAs } = cell;
  if (unknownReason === null) return null;
  const isFixable = unknownReason === "encoding_not_declared" || unknownReason === "value_not_declared";
  const metric = readAs[0]?.metric ?? "";
  return (
    <div className="mt-2 rounded-1 border border-line-strong border-dashed p-2 text-xs">
      <p>{t(`reason.${unknownReason}`)}</p>
      {isFixable ? (
        <>
          <p className="py-1 text-fg-3">{t("declare", { service: cell.caller })}</p>
          <CodeBlock
            label={t("declare_label")}
            text={`breakers:\n  - metric: ${metric}\n    callee: target\n    values: gobreaker`}
          />
          <p className="pt-1 text-fg-3">{t("declare_next")}</p>
        </>
      ) : null}
    </div>
  );
}

function Calls(props: {
  readonly told: BreakerReport["breakers"][number] | null;
  readonly isLoading: boolean;
  readonly hasFailed: boolean;
}) {
  const t = useTranslations("breakers");
  const format = useFormat();
  const { told } = props;
  if (told === null) {
    const key = props.isLoading ? "asking" : props.hasFailed ? "report_failed" : "report_without";
    return <p className="pt-3 text-fg-3 text-xs">{t(key)}</p>;
  }
  const { failures } = told;
  return (
    <>
      <h4 className="pt-3 pb-1 font-semibold text-xs">{t("window.title")}</h4>
      <FailureWindow window={told.window} />
      <h4 className="pt-3 pb-1 font-semibold text-xs">{t("failures.title")}</h4>
      {failures.rows.length === 0 ? (
        <p className="text-fg-3 text-xs">
          {t(failures.state === "ok" ? "failures.none" : `failures.${failures.state}`)}
        </p>
      ) : (
        <ol className="text-xs">
          {failures.rows.map(({ traceId, spanId, atMs, kind, durationMs, message }) => (
            <li key={`${traceId} ${spanId}`}>
              <Link
                href={`/traces/${traceId}?span=${spanId}`}
                className="grid min-h-6 grid-cols-[54px_52px_minmax(0,1fr)_52px] items-center gap-2 rounded-1 hover:bg-hover"
              >
                <span className="text-fg-3">{format.time(atMs)}</span>
                <span className={cn(kind === "refused" ? "text-fg-3" : "text-act")}>{t(`failures.kind.${kind}`)}</span>
                <span className="truncate text-accent" title={message ?? undefined}>
                  {message ?? traceId.slice(0, 8)}
                </span>
                <span className="text-right">{format.latency(durationMs)}</span>
              </Link>
            </li>
          ))}
        </ol>
      )}
      {failures.mayBeTruncated ? <p className="pt-1 text-2xs text-fg-3">{t("failures.truncated")}</p> : null}
    </>
  );
}
