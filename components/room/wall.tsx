"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { tickInputOf } from "@/lib/contracts/room";
import { CHAIN_BUDGET_MS, goldenChainOf } from "@/lib/domain/golden-chain";
import { incidentOf } from "@/lib/domain/incident";
import { mapExcerptOf } from "@/lib/domain/map-excerpt";
import { redPathOf } from "@/lib/domain/map-trouble";
import { FIRST_VIEW } from "@/lib/domain/room-view";
import { suspectPlaceOf } from "@/lib/domain/suspect-place";
import { ServiceMap } from "../charts/service-map";
import { useSize } from "../charts/use-size";
import { useFormat } from "../format/use-format";
import { useNow } from "../format/use-now";
import { useIncidentEvents } from "../live/use-incident-events";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { headlineOf } from "./headline";
import { HeadlineText } from "./headline-text";
import type { RoomProps } from "./room";
import { roomAgeOf } from "./room-age";
import { useCauseText } from "./use-cause-text";
import { useDetails } from "./use-details";
import { useFrame } from "./use-frame";
import { useMapBreakers } from "./use-map-breakers";
import { useReloadWhenLost } from "./use-reload-when-lost";
import { useWakeLock } from "./use-wake-lock";
import { WallBreakers } from "./wall-breakers";

const PLACES_MAX = 14;
/** 24 px letters of a 1080p screen are 10 mm high on a 55-inch one: read from 5 m. */
const UNIT_OF_HEIGHT = 2.1 / 1_080;
const LOST_MS = 60_000;

/** The room for a screen on the wall (`?wall`): clock, sentence, map, breakers, age. Nothing to press; red is the only colour. */
export function Wall(props: RoomProps) {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <LiveWall {...props} />
    </QueryClientProvider>
  );
}

function LiveWall({ page, initialFrame, initialNowMs, tick }: RoomProps) {
  const t = useTranslations("wall");
  const tChain = useTranslations("room.chain");
  const tPhase = useTranslations("common.phase");
  const format = useFormat();
  const cause = useCauseText();
  const nowMs = useNow(initialNowMs);
  const screen = useRef<HTMLElement>(null);
  const { height } = useSize(screen);
  const { events, stream } = useIncidentEvents(page.id, page.events);
  const incident = useMemo(() => incidentOf(events), [events]);
  const { frame } = useFrame({ of: tickInputOf(page.id, FIRST_VIEW), tick, initial: initialFrame });
  const { diagnosis } = useDetails(page, events);
  const chain = goldenChainOf({
    incident,
    now: new Date(nowMs),
    windowMs: incident.verification?.limits.windowMs ?? page.windowMs,
  });
  const age = roomAgeOf(stream, frame, nowMs);
  useWakeLock();
  useReloadWhenLost(frame !== null && nowMs - frame.atMs > LOST_MS);

  const suspect = suspectPlaceOf(diagnosis);
  const first = suspect === null ? undefined : diagnosis?.hypotheses[0];
  const breakers = useMapBreakers(frame);
  const map = frame?.map.data ?? null;
  const excerpt = useMemo(() => {
    if (map === null) return null;
    const path = suspect === null ? null : redPathOf(map, suspect);
    return mapExcerptOf(map, { focus: path === null ? map.anchor : (suspect ?? map.anchor), path, max: PLACES_MAX });
  }, [map, suspect]);
  const shown = useMemo(
    () => map && excerpt && { ...map, nodes: [...excerpt.nodes], edges: [...excerpt.edges] },
    [map, excerpt],
  );
  const phase = chain.phases.find(({ state }) => state === "running");
  const isOver = chain.overrunMs > 0;
  const isResolved = incident.status === "resolved";
  const isOld = age.state === "stale" || age.state === "down";
  const commander = page.people.find(({ id }) => id === incident.duties.commander?.id);

  return (
    <main
      ref={screen}
      data-testid="wall"
      className="grid h-dvh grid-rows-[auto_minmax(0,1fr)_auto] gap-[2vh] overflow-hidden bg-surface p-[2.4vh] text-[2.4vh] leading-[1.25]"
    >
      <header className="flex items-start gap-[4vh]">
        <div className="min-w-0 flex-1">
          <h1 className="flex items-center gap-[1.4vh] font-semibold text-[3.6vh] tracking-tight">
            <span className="font-medium text-fg-3">#{page.number}</span>
            <span className="min-w-0 truncate">{incident.title}</span>
            <span
              className={cn(
                "inline-flex items-center gap-[0.8vh] whitespace-nowrap text-[3vh]",
                isResolved || incident.severity === "SEV-3" ? "text-fg-2" : "text-act",
              )}
            >
              {isResolved || incident.severity === "SEV-3" ? null : <Mark shape="act" className="size-[0.8em]" />}
              {incident.severity}
            </span>
          </h1>
          <HeadlineText headline={headlineOf(incident, frame)} className="mt-[1vh] text-[4vh] leading-[1.2]" />
        </div>
        <div
          role="timer"
          aria-label={tChain("timer", {
            elapsed: format.duration(chain.elapsedMs),
            total: format.duration(CHAIN_BUDGET_MS),
          })}
          className="text-right"
        >
          <div
            className={cn(
              "min-w-[4ch] font-semibold text-[max(40px,13vh)] leading-none tracking-tight",
              isOver && !isResolved && "text-act",
            )}
          >
            {format.clock(chain.elapsedMs)}
          </div>
          <div className="mt-[0.6vh] whitespace-nowrap text-fg-2">
            {phase === undefined
              ? tChain("took", { total: format.clock(CHAIN_BUDGET_MS) })
              : phase.budgetMs === null
                ? tPhase(phase.name)
                : t("phase", {
                    phase: tPhase(phase.name),
                    elapsed: format.shortClock(phase.elapsedMs),
                    budget: format.shortClock(phase.budgetMs),
                  })}
          </div>
        </div>
      </header>
      <div className="grid min-h-0 grid-cols-[minmax(0,1fr)_24%] gap-[3vh]">
        <section aria-label={t("map")} className="flex min-h-0 min-w-0 flex-col">
          {shown === null || shown.edges.length === 0 ? (
            <p className="text-fg-2">{map === null ? t("no_map") : t("no_traces", { service: map.anchor })}</p>
          ) : (
            <ServiceMap
              map={shown}
              cause={suspect}
              breakers={breakers}
              picked={null}
              onPick={null}
              isStale={frame?.map.state !== "ok"}
              unit={Math.max(1, height * UNIT_OF_HEIGHT)}
              isWall
            />
          )}
          {excerpt !== null && excerpt.leftOut > 0 ? (
            <p className="text-fg-2">{t("more_places", { n: excerpt.leftOut })}</p>
          ) : null}
        </section>
        <div className="flex min-h-0 min-w-0 flex-col gap-[3vh] overflow-hidden">
          <section aria-label={t("why")}>
            <h2 className="text-fg-2">{t("why")}</h2>
            <p className="font-semibold text-[3.4vh] leading-[1.15]">
              {first ? cause.title(first) : t(diagnosis === null ? "not_diagnosed" : "insufficient")}
            </p>
            {first ? <p className="text-fg-2">{t("confidence", { share: format.percent(first.confidence) })}</p> : null}
          </section>
          <WallBreakers panel={frame?.breakers ?? null} />
        </div>
      </div>
      <footer className="flex items-baseline gap-[3vh] text-fg-2">
        <p
          data-testid="wall-age"
          className={cn("flex items-center gap-[1vh] font-semibold text-[3.4vh] text-fg", isOld && "text-act")}
        >
          {age.state === "live" ? null : <Mark shape={isOld ? "fail" : "unknown"} className="size-[0.7em]" />}
          {age.state === "stale" && age.sinceMs !== null
            ? t("stale", { time: format.time(age.sinceMs) })
            : age.state === "live"
              ? t("live", { seconds: format.short((age.frameAgeMs ?? 0) / 1_000) })
              : t(age.state === "down" ? "down" : "connecting")}
        </p>
        <p className="min-w-0 truncate">
          {commander ? t("commander", { name: commander.name }) : isResolved ? null : t("no_commander")}
        </p>
        <span className="flex-1" />
        <p className="whitespace-nowrap">{format.time(nowMs)}</p>
        <p className="whitespace-nowrap">{format.zone.offset(nowMs)}</p>
      </footer>
    </main>
  );
}
