"use client";

import Link from "next/link";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import type { IncidentWire } from "@/lib/contracts/incident";
import { useFormat } from "../format/use-format";
import { Avatar } from "../ui/avatar";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { dayOrTimeText } from "./day-text";
import type { WireNeed } from "./need-of-wire";
import { PhaseCell } from "./phase-cell";

/** Columns of head and rows alike. */
export const COLUMNS =
  "grid grid-cols-[72px_52px_minmax(180px,1fr)_176px_132px_92px] items-center gap-x-3 pr-5 pl-4 max-xl:grid-cols-[72px_52px_minmax(0,1fr)_150px_84px] max-md:grid-cols-[68px_minmax(0,1fr)_auto] max-md:px-4";

export const ROW_LOOK = {
  open: cn(COLUMNS, "min-h-11 border-line border-b transition-colors hover:bg-hover max-md:min-h-14 max-md:py-1.5"),
  resolved: cn(COLUMNS, "h-[34px] border-line border-b text-fg-2 transition-colors hover:bg-hover max-md:h-14"),
} as const;

/** Open: two lines, phase against its budget, who commands. */
export function OpenRow(props: {
  readonly wire: IncidentWire;
  readonly need: WireNeed;
  readonly mayTake: boolean;
  readonly isTaking: boolean;
  readonly onTake: () => void;
}) {
  const { wire, need } = props;
  const t = useTranslations("board");
  const format = useFormat();
  const isAct = need.group === "needs_person";
  return (
    <>
      <Severity wire={wire} isAct={isAct} />
      <td className="text-fg-3 max-md:hidden">#{wire.number}</td>
      <td className="min-w-0 leading-[17px]">
        <RowLink wire={wire} />
        <small className="block truncate text-fg-3 text-xs leading-[15px]">
          <span className="md:hidden">#{wire.number} </span>
          <Sub wire={wire} need={need} />
        </small>
      </td>
      <td className="max-md:hidden">
        <PhaseCell need={need} />
      </td>
      <td className="flex min-w-0 items-center gap-[7px] max-xl:hidden">
        {wire.commander !== null ? (
          <>
            <Avatar name={wire.commander} />
            <span className="truncate">{wire.commander}</span>
          </>
        ) : props.mayTake ? (
          <Button
            size="sm"
            className="relative z-1"
            disabled={props.isTaking}
            aria-label={t("takeItFor", { number: wire.number })}
            onClick={props.onTake}
          >
            {t("takeIt")}
          </Button>
        ) : (
          <span className="text-fg-3">{t("nobody")}</span>
        )}
      </td>
      <td className="text-right font-medium">
        <time dateTime={wire.detectedAt} title={format.dateTime(new Date(wire.detectedAt))}>
          {format.duration(need.elapsedMs)}
        </time>
      </td>
    </>
  );
}

/** Resolved: one line, how long it took and how it ended. */
export function ResolvedRow({ wire, nowMs }: { wire: IncidentWire; nowMs: number }) {
  const t = useTranslations("board");
  const format = useFormat();
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const at = new Date(wire.resolvedAt ?? wire.detectedAt);
  const { durationMs } = wire.times.resolve;
  return (
    <>
      <Severity wire={wire} isAct={false} />
      <td className="text-fg-3 max-md:hidden">#{wire.number}</td>
      <td className="flex min-w-0 items-baseline gap-2 max-md:block">
        <RowLink wire={wire} />
        <small className="min-w-0 truncate text-fg-3 text-xs max-md:block">
          <span className="md:hidden">
            #{wire.number} {durationMs === null ? null : t("took", { duration: format.duration(durationMs) })}
          </span>
          <span className="max-md:hidden">
            <Belief wire={wire} />
          </span>
        </small>
      </td>
      <td className="truncate max-md:hidden">
        {durationMs === null ? "–" : t("took", { duration: format.duration(durationMs) })}
        {wire.closedAt === null ? null : <span className="text-fg-3">, {t("closed")}</span>}
      </td>
      <td className="truncate max-xl:hidden">
        {wire.commander ?? (
          <span className="text-fg-3">{wire.resolution ? t(`resolution.${wire.resolution.how}`) : "–"}</span>
        )}
      </td>
      <td className="text-right text-fg-3">
        <time dateTime={at.toISOString()} title={format.dateTime(at)}>
          {dayOrTimeText({ at, nowMs, locale, timeZone })}
        </time>
      </td>
    </>
  );
}

/** The whole row is the link's target; buttons of a row lie above it. */
function RowLink({ wire }: { wire: IncidentWire }) {
  const t = useTranslations("board");
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <Link
        href={`/incidents/${wire.number}`}
        prefetch={false}
        title={wire.title}
        className="truncate font-medium text-fg after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:rounded-1 focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
      >
        {wire.title}
      </Link>
      {wire.origin === "test" ? <Badge className="h-4 px-1 text-2xs">{t("test")}</Badge> : null}
    </span>
  );
}

function Severity({ wire, isAct }: { wire: IncidentWire; isAct: boolean }) {
  const shape = wire.status === "resolved" ? "dot" : isAct ? "act" : "watch";
  return (
    <td className={cn("inline-flex items-center gap-1.5 font-medium", isAct && "text-act")}>
      <Mark shape={shape} />
      {wire.severity}
    </td>
  );
}

/** What is believed, then why it is in its group. */
function Sub({ wire, need }: { wire: IncidentWire; need: WireNeed }) {
  const t = useTranslations("board");
  const format = useFormat();
  const over = need.phase?.overrunMs ?? 0;
  const parts = [
    need.reason === "over_budget" ? t("overBy", { duration: format.duration(over) }) : t(`reason.${need.reason}`),
    ...(wire.observation && wire.observation.restarts > 0 ? [t("restarted", { n: wire.observation.restarts })] : []),
    ...(wire.diagnosis !== "made" && wire.firingCount > 0 ? [t("alerts", { n: wire.firingCount })] : []),
    ...(wire.origin === "person" ? [t("byHand")] : []),
  ];
  return (
    <>
      {wire.diagnosis === "made" ? (
        <>
          <Belief wire={wire} />
          {", "}
        </>
      ) : null}
      {parts.join(", ")}
    </>
  );
}

function Belief({ wire }: { wire: IncidentWire }) {
  const t = useTranslations("board");
  const top = wire.topHypothesis;
  if (top === null || wire.diagnosis !== "made") return null;
  return (
    <>
      {t(`belief.${top.trigger}`, { version: top.version ?? top.service, service: top.service })}{" "}
      {top.confidence.toFixed(2)}
    </>
  );
}
