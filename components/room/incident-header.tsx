"use client";

import { useTranslations } from "next-intl";
import type { PresenceWire } from "@/lib/contracts/presence";
import { CHAIN_BUDGET_MS, type GoldenChain } from "@/lib/domain/golden-chain";
import type { Incident } from "@/lib/domain/incident";
import { Presence } from "../command/presence";
import { useFormat } from "../format/use-format";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import type { Headline } from "./headline";
import { HeadlineText } from "./headline-text";
import type { RoomAge } from "./room-age";
import { useSay } from "./use-say";

/** Number, title, severity, live age; under it the one sentence; at the right phases and clock. */
export function IncidentHeader(props: {
  readonly number: number;
  readonly incident: Incident;
  readonly headline: Headline;
  readonly chain: GoldenChain;
  readonly age: RoomAge;
  readonly presence: PresenceWire | null;
  readonly viewerId: string;
}) {
  const { incident, chain } = props;
  const say = useSay();
  const isResolved = incident.status === "resolved";
  return (
    <header className="flex min-w-0 items-center gap-4 border-line border-b bg-surface px-4 max-md:flex-wrap max-md:gap-2.5 max-md:py-3">
      <div className="min-w-0 flex-1 max-md:order-2 max-md:basis-full">
        <div className="flex min-w-0 items-center gap-2 max-md:flex-wrap max-md:gap-y-0.5">
          <span className="font-medium text-fg-3 text-lg">#{props.number}</span>
          <h1 className="truncate font-semibold text-xl leading-6 tracking-tight max-md:order-9 max-md:basis-full max-md:whitespace-normal">
            {incident.title}
          </h1>
          <Badge
            tone={isResolved ? "plain" : incident.severity === "SEV-3" ? "watch" : "act"}
            title={
              incident.severityWhy?.map((why) => say(why, incident.severityReason)).join(" ") ?? incident.severityReason
            }
          >
            <Mark shape={isResolved ? "dot" : incident.severity === "SEV-3" ? "watch" : "act"} />
            {incident.severity}
          </Badge>
          <LiveAge age={props.age} />
          <Presence presence={props.presence} viewerId={props.viewerId} />
        </div>
        <HeadlineText
          headline={props.headline}
          className="mt-px truncate text-sm leading-[18px] max-md:whitespace-normal"
        />
      </div>
      <Phases chain={chain} />
      <Clock chain={chain} isResolved={isResolved} />
    </header>
  );
}

function LiveAge({ age }: { age: RoomAge }) {
  const t = useTranslations("room.live");
  const format = useFormat();
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-fg-2 text-xs" data-testid="live-age">
      {age.state === "live" ? (
        <i className="size-1.5 rounded-full bg-fine-solid shadow-[0_0_0_3px_color-mix(in_oklab,var(--fine-solid)_22%,transparent)]" />
      ) : (
        <Mark shape={age.state === "connecting" ? "unknown" : "watch"} />
      )}
      {age.state === "stale" && age.sinceMs !== null
        ? t("stale", { time: format.time(age.sinceMs) })
        : age.state === "live" && age.frameAgeMs !== null
          ? t("live_age", { seconds: format.short(age.frameAgeMs / 1_000) })
          : t(age.state)}
    </span>
  );
}

function Phases({ chain }: { chain: GoldenChain }) {
  const t = useTranslations("common.phase");
  const tRoom = useTranslations("room.chain");
  const format = useFormat();
  return (
    <ol
      aria-label={tRoom("label")}
      className="grid auto-cols-[86px] grid-flow-col gap-1.5 max-xl:hidden max-md:order-3 max-md:grid max-md:w-full max-md:auto-cols-fr max-md:gap-1"
    >
      {chain.phases.map((phase) => {
        const isNow = phase.state === "running";
        const isOver = phase.overrunMs > 0;
        const isTimed = phase.state === "done" || phase.state === "running";
        const filled =
          phase.budgetMs === null || !isTimed
            ? phase.state === "done"
              ? 1
              : 0
            : Math.min(1, phase.elapsedMs / phase.budgetMs);
        return (
          <li
            key={phase.name}
            {...(isNow ? { "aria-current": "step" as const } : {})}
            className={cn("min-w-0 text-fg-3 text-xs leading-[14px]", isNow && "text-fg")}
          >
            <div
              className={cn(
                "flex items-center gap-1 font-medium",
                phase.state === "done" && "text-fg-2",
                isNow && "font-semibold",
              )}
            >
              {phase.state === "done" ? (
                <Mark shape={isOver ? "watch" : "fine"} className="size-[9px] max-md:hidden" />
              ) : null}
              {t(phase.name)}
            </div>
            <div className="truncate max-md:text-2xs">
              {!isTimed ? (
                tRoom(phase.state === "skipped" ? "skipped" : phase.state === "pending" ? "pending" : "waiting")
              ) : (
                <b className={cn("font-semibold text-fg-2", isNow && "text-fg", isOver && "text-watch")}>
                  {phase.budgetMs === null ? format.duration(phase.elapsedMs) : format.shortClock(phase.elapsedMs)}
                </b>
              )}{" "}
              {phase.budgetMs === null ? (
                !isTimed ? null : (
                  <span className="max-md:hidden">{tRoom("from_onset")}</span>
                )
              ) : phase.state === "skipped" ? null : (
                <span className="max-md:hidden">{tRoom("of", { budget: format.shortClock(phase.budgetMs) })}</span>
              )}
            </div>
            <div className="mt-1 h-[3px] overflow-hidden rounded-full bg-line">
              <div
                className={cn("h-full rounded-full", isOver ? "bg-watch-solid" : isNow ? "bg-fg" : "bg-fg-3")}
                style={{ width: `${filled * 100}%` }}
              />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Clock({ chain, isResolved }: { chain: GoldenChain; isResolved: boolean }) {
  const t = useTranslations("room.chain");
  const format = useFormat();
  const total = format.clock(CHAIN_BUDGET_MS);
  const isOver = chain.overrunMs > 0;
  return (
    <div
      role="timer"
      aria-label={t("timer", { elapsed: format.duration(chain.elapsedMs), total: format.duration(CHAIN_BUDGET_MS) })}
      className="flex h-11 min-w-[118px] flex-col justify-center border-line border-l pl-4 max-md:order-1 max-md:h-auto max-md:flex-1 max-md:border-0 max-md:pl-0"
    >
      <div
        className={cn(
          "font-semibold text-2xl leading-[26px] tracking-tight max-md:text-[32px] max-md:leading-[34px]",
          isOver && "text-watch",
        )}
      >
        {format.clock(chain.elapsedMs)}
      </div>
      <div className="whitespace-nowrap text-fg-3 text-xs leading-[14px]">
        {isResolved
          ? t("took", { total })
          : isOver
            ? t("over", { total, over: format.clock(chain.overrunMs) })
            : t("left", { total, left: format.clock(chain.remainingMs) })}
      </div>
    </div>
  );
}
