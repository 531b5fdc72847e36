"use client";

import Link from "next/link";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { memo, type ReactNode } from "react";
import type { SignalLine } from "@/lib/contracts/board";
import type { IncidentWire } from "@/lib/contracts/incident";
import type { Density } from "@/lib/i18n/locales";
import type { Format } from "../format/use-format";
import { Avatar } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { beliefParams } from "./belief-params";
import { dayOrTimeText } from "./day-text";
import { needOfWire, type WireNeed } from "./need-of-wire";
import { PhaseCell } from "./phase-cell";
import { SignalCell } from "./signal-cell";

/** Columns of head and rows alike. */
export const COLUMNS =
  "grid grid-cols-[70px_52px_minmax(160px,1fr)_186px_150px_128px_84px] items-center gap-x-3 pr-5 pl-4 max-xl:grid-cols-[70px_52px_minmax(0,1fr)_186px_150px_84px] max-[1040px]:grid-cols-[70px_52px_minmax(0,1fr)_150px_84px] max-md:grid-cols-[68px_minmax(0,1fr)_auto] max-md:px-4";
export const HIDE = {
  signal: "max-[1040px]:hidden",
  phase: "max-md:hidden",
  number: "max-md:hidden",
  commander: "max-xl:hidden",
};

export type RowProps = {
  readonly wire: IncidentWire;
  /** Of what runs: once a second. Of what is over: once a minute. */
  readonly nowMs: number;
  readonly windowMs: number | undefined;
  readonly line: SignalLine | null;
  readonly format: Format;
  readonly density: Density;
  /** The one row whose controls the Tab key reaches. */
  readonly isCursor: boolean;
  readonly mayTake: boolean;
  readonly isTaking: boolean;
  readonly onTake: (wire: IncidentWire) => void;
};

/** Cells of one incident. Open: phase against its budget, who commands, what fails. Resolved: how long it took and how it ended. */
export const IncidentCells = memo(function IncidentCells(props: RowProps) {
  const { wire, nowMs, windowMs, format, density, isCursor } = props;
  const isResolved = wire.status === "resolved";
  const need = needOfWire(wire, nowMs, windowMs);
  const isAct = need.group === "needs_person";
  const isOneLine = density === "dense" || isResolved;
  return (
    <>
      <Cell className={cn("inline-flex items-center gap-1.5 font-medium", isAct && "text-act")}>
        <Mark shape={isResolved ? "dot" : isAct ? "act" : "watch"} />
        {wire.severity}
      </Cell>
      <Cell className={cn("text-fg-3", HIDE.number)}>#{wire.number}</Cell>
      <Cell className={cn("min-w-0", isOneLine ? "flex items-baseline gap-2 max-md:block" : "leading-[17px]")}>
        <RowLink wire={wire} isCursor={isCursor} />
        <small className="block min-w-0 truncate text-fg-3 text-xs leading-[15px]">
          <span className="md:hidden">#{wire.number} </span>
          <span className="text-fg-2">{wire.service}</span>
          <Why wire={wire} need={need} format={format} />
        </small>
      </Cell>
      <Cell className={HIDE.signal}>
        {isResolved ? (
          <span className="text-fg-3">–</span>
        ) : (
          <SignalCell line={props.line} format={format} isDense={isOneLine} />
        )}
      </Cell>
      <Cell className={cn("min-w-0 truncate", HIDE.phase)}>
        {isResolved ? (
          <Took wire={wire} format={format} />
        ) : (
          <PhaseCell need={need} format={format} isDense={isOneLine} />
        )}
      </Cell>
      <Cell className={cn("flex min-w-0 items-center gap-[7px]", HIDE.commander)}>
        <Commander {...props} />
      </Cell>
      <Cell className={cn("text-right", isResolved ? "text-fg-3" : "font-medium")}>
        {isResolved ? (
          <ResolvedAt wire={wire} nowMs={nowMs} format={format} />
        ) : (
          <time dateTime={wire.detectedAt} title={format.dateTime(new Date(wire.detectedAt))}>
            {format.duration(need.elapsedMs)}
          </time>
        )}
      </Cell>
    </>
  );
});

export function Cell({ className, children }: { className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a grid whose rows are drawn where the scroll bar is cannot be a table; focus is on the row's link
    <div role="gridcell" className={className}>
      {children}
    </div>
  );
}

/** The whole row is the link's target; buttons of a row lie above it. */
function RowLink({ wire, isCursor }: { wire: IncidentWire; isCursor: boolean }) {
  const t = useTranslations("board");
  return (
    <span className="flex min-w-0 shrink-0 items-baseline gap-1.5 max-w-full">
      <Link
        href={`/incidents/${wire.number}`}
        prefetch={false}
        title={wire.title}
        tabIndex={isCursor ? 0 : -1}
        data-incident={wire.id}
        className="truncate font-medium text-fg after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:rounded-1 focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
      >
        {wire.title}
      </Link>
      {wire.origin === "test" ? <Badge className="h-4 px-1 text-2xs">{t("test")}</Badge> : null}
    </span>
  );
}

function Commander({ wire, mayTake, isTaking, isCursor, onTake }: RowProps) {
  const t = useTranslations("board");
  if (wire.commander !== null) {
    return (
      <>
        {wire.status === "resolved" ? null : <Avatar name={wire.commander} />}
        <span className="truncate">{wire.commander}</span>
      </>
    );
  }
  if (wire.status === "resolved") {
    return <span className="truncate text-fg-3">{wire.resolution ? t(`resolution.${wire.resolution.how}`) : "–"}</span>;
  }
  if (!mayTake) return <span className="text-fg-3">{t("nobody")}</span>;
  return (
    <Button
      size="sm"
      className="relative z-1"
      disabled={isTaking}
      tabIndex={isCursor ? 0 : -1}
      aria-label={t("takeItFor", { number: wire.number })}
      onClick={() => onTake(wire)}
    >
      {t("takeIt")}
    </Button>
  );
}

function Took({ wire, format }: { wire: IncidentWire; format: Format }) {
  const t = useTranslations("board");
  const { durationMs } = wire.times.resolve;
  return (
    <>
      {durationMs === null ? "–" : t("took", { duration: format.duration(durationMs) })}
      {wire.closedAt === null ? null : <span className="text-fg-3">, {t("closed")}</span>}
    </>
  );
}

function ResolvedAt({ wire, nowMs, format }: { wire: IncidentWire; nowMs: number; format: Format }) {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const at = new Date(wire.resolvedAt ?? wire.detectedAt);
  return (
    <time dateTime={at.toISOString()} title={format.dateTime(at)}>
      {dayOrTimeText({ at, nowMs, locale, timeZone })}
    </time>
  );
}

/** What is believed, then what the incident waits for. */
function Why({ wire, need, format }: { wire: IncidentWire; need: WireNeed; format: Format }) {
  const t = useTranslations("board");
  const over = need.phase?.overrunMs ?? 0;
  const top = wire.diagnosis === "made" ? wire.topHypothesis : null;
  const waits =
    need.reason === "over_budget" ? t("overBy", { duration: format.duration(over) }) : t(`reason.${need.reason}`);
  const parts = [
    ...(top === null
      ? []
      : [`${t(`belief.${top.trigger}`, beliefParams(wire.service, top))} ${top.confidence.toFixed(2)}`]),
    ...(need.group === "resolved" ? [] : [waits]),
    ...(wire.observation && wire.observation.restarts > 0 ? [t("restarted", { n: wire.observation.restarts })] : []),
    ...(top === null && wire.firingCount > 0 ? [t("alerts", { n: wire.firingCount })] : []),
    ...(wire.origin === "person" ? [t("byHand")] : []),
  ];
  return <>{parts.map((part) => `, ${part}`).join("")}</>;
}
