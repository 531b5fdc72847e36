"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useCallback, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { IncidentPage } from "@/lib/contracts/incident-page";
import { type RoomFrame, tickInputOf } from "@/lib/contracts/room";
import { goldenChainOf } from "@/lib/domain/golden-chain";
import { incidentOf } from "@/lib/domain/incident";
import { latestUpdate, movesOf, pinnedEntries, updateDueAt } from "@/lib/domain/incident-command";
import type { TraceList } from "@/lib/domain/room-view";
import { suspectPlaceOf } from "@/lib/domain/suspect-place";
import { timelineOf } from "@/lib/domain/timeline";
import type { TraceReference } from "@/lib/domain/trace-id";
import { MovesBanner } from "../command/moves-banner";
import { PinnedStrip } from "../command/pinned-strip";
import { useNow } from "../format/use-now";
import { useIncidentEvents } from "../live/use-incident-events";
import type { OpenTrace } from "../traces/trace-link";
import { usePastedTrace } from "../traces/use-pasted-trace";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { BreakerWall } from "./breaker-wall";
import { markersOf } from "./chart-markers";
import { CommandBar } from "./command-bar";
import { createCrossStore } from "./cross-store";
import { DoPanel } from "./do-panel";
import { currentPlanOf, doViewOf } from "./do-view";
import { headlineOf } from "./headline";
import { IncidentHeader } from "./incident-header";
import { roomAgeOf } from "./room-age";
import { type OpenDialog, RoomDialogs } from "./room-dialogs";
import { SidePanel, type SideTab } from "./side-panel";
import { SignalsPanel } from "./signals-panel";
import { TimelinePanel } from "./timeline-panel";
import { TracesPanel } from "./traces-panel";
import { UpstreamStrip } from "./upstream-strip";
import { useCommands } from "./use-commands";
import { useDetails } from "./use-details";
import { type Tick, useFrame } from "./use-frame";
import { useRollback } from "./use-rollback";
import { useRoomActions } from "./use-room-actions";
import { useRoomView } from "./use-room-view";
import { WhyPanel } from "./why-panel";

const TraceOverlay = dynamic(() => import("../traces/trace-overlay").then((module) => module.TraceOverlay), {
  ssr: false,
});
const SameCauseBanner = dynamic(() => import("../command/same-cause-banner").then((module) => module.SameCauseBanner), {
  ssr: false,
});
const MapPanel = dynamic(() => import("./map-panel").then((module) => module.MapPanel), { ssr: false });

export type RoomProps = {
  readonly page: IncidentPage;
  readonly initialFrame: RoomFrame | null;
  readonly initialNowMs: number;
  readonly tick: Tick;
};

/** The war room: what happened, what is broken, why, what to press. */
export function Room(props: RoomProps) {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <LiveRoom {...props} />
    </QueryClientProvider>
  );
}

function LiveRoom({ page, initialFrame, initialNowMs, tick }: RoomProps) {
  const t = useTranslations("room");
  const nowMs = useNow(initialNowMs);
  const [view, changeView] = useRoomView();
  const [cross] = useState(createCrossStore);
  const [opened, setOpened] = useState<OpenDialog | null>(null);
  const [areSignalsShown, setSignalsShown] = useState(false);
  const [sideTab, setSideTab] = useState<SideTab>("timeline");
  const [trace, setTrace] = useState<TraceReference | null>(null);
  usePastedTrace(setTrace);
  const openTrace = useCallback<OpenTrace>((traceId, spanId) => setTrace({ traceId, spanId: spanId ?? null }), []);
  const clearSelection = useCallback(() => changeView({ selection: null }), [changeView]);
  const listTraces = useCallback((traces: TraceList | null) => changeView({ traces }), [changeView]);
  const openStep = useCallback((seq: number) => setOpened({ kind: "step", seq }), []);
  const pickService = useCallback((service: string | null) => changeView({ service }), [changeView]);
  const noteRef = useRef<HTMLInputElement>(null);
  const paintedSeq = page.events.at(-1)?.seq ?? 0;

  const { events, stream, presence } = useIncidentEvents(page.id, page.events);
  const incident = useMemo(() => incidentOf(events), [events]);
  const entries = useMemo(() => timelineOf(events), [events]);
  const pinned = useMemo(() => pinnedEntries(events, entries), [events, entries]);
  const update = useMemo(() => latestUpdate(events), [events]);
  const moves = useMemo(() => movesOf(events), [events]);
  const dueAt = updateDueAt(incident, page.updateEveryMs);
  const { frame, isOther, failure, again } = useFrame({
    of: tickInputOf(page.id, view),
    tick,
    initial: initialFrame,
  });
  const { diagnosis, mitigations } = useDetails(page, events);
  const markers = useMemo(() => (frame ? markersOf(frame, events) : []), [frame, events]);
  const judged = useMemo(
    () =>
      new Map(
        events.flatMap((event) =>
          event.kind === "hypothesis_judged" ? [[event.data.hypothesisId, event.data.verdict] as const] : [],
        ),
      ),
    [events],
  );
  const chain = goldenChainOf({
    incident,
    now: new Date(nowMs),
    windowMs: incident.verification?.limits.windowMs ?? page.windowMs,
  });
  const doView = doViewOf({ incident, events, diagnosis, mitigations, nowMs });

  const can = new Set(page.viewer.capabilities);
  const canCommand = can.has("command");
  const commands = useCommands(page.id);
  const rollback = useRollback(commands, currentPlanOf(mitigations, nowMs));
  const resolveLock =
    incident.firingCount > 0 && !can.has("resolve_while_firing") ? t("bar.resolve_locked_firing") : null;
  const { act, thumb } = useRoomActions({
    page,
    incident,
    can,
    doView,
    resolveLock,
    commands,
    review: rollback.open,
    open: setOpened,
    writeNote: () => {
      // Hidden fields take no focus: the timeline must be there first.
      flushSync(() => setSideTab("timeline"));
      noteRef.current?.focus();
    },
    setRangeMin: (rangeMin) => changeView({ rangeMin, span: null }),
  });

  return (
    <div
      className={cn(
        "grid h-dvh min-h-[860px] min-w-0 max-xl:h-auto max-md:block max-md:min-h-0",
        "grid-rows-[60px_40px_auto_minmax(0,1fr)_26px] max-xl:grid-rows-[60px_40px_auto_auto_26px]",
        thumb && "max-md:pb-20",
      )}
      data-testid="room"
    >
      <IncidentHeader
        number={page.number}
        incident={incident}
        headline={headlineOf(incident, frame)}
        chain={chain}
        age={roomAgeOf(stream, frame, nowMs)}
        presence={presence}
        viewerId={page.viewer.id}
      />
      <CommandBar
        incident={incident}
        people={page.people}
        canCommand={canCommand}
        resolveLock={resolveLock}
        onAct={act}
        onAssign={(duty, personId) => void commands.assign(duty, personId)}
        dueAtMs={dueAt?.getTime() ?? null}
        nowMs={nowMs}
      />
      <div>
        <MovesBanner moves={moves} />
        {incident.status !== "resolved" && incident.diagnosis !== null ? (
          <SameCauseBanner
            number={page.number}
            onMerge={canCommand ? (merge) => setOpened({ kind: "command", tab: "incidents", merge }) : null}
          />
        ) : null}
      </div>
      <div className="grid min-h-0 grid-cols-[252px_minmax(0,1fr)_364px] bg-surface max-xl:grid-cols-[minmax(0,1fr)_348px] max-md:flex max-md:flex-col">
        <div className="flex min-h-0 min-w-0 flex-col max-xl:order-3 max-xl:col-span-2 max-xl:border-line max-xl:border-t max-md:order-2">
          <SidePanel
            incidentId={page.id}
            service={incident.service}
            tab={sideTab}
            onTab={setSideTab}
            timelineCount={entries.length}
          >
            <TimelinePanel
              head={<PinnedStrip update={update} pinned={pinned} onStep={openStep} />}
              onStep={canCommand ? openStep : null}
              entries={entries}
              chain={chain}
              paintedSeq={paintedSeq}
              cross={cross}
              selection={view.selection ?? view.span}
              onPin={(atMs) => changeView({ atMs })}
              noteRef={noteRef}
              onNote={canCommand ? async (text) => (await commands.note(text)).ok : null}
            />
          </SidePanel>
        </div>
        <div
          className={cn(
            "flex min-h-0 min-w-0 flex-col overflow-y-auto border-line border-l max-xl:overflow-visible max-xl:border-l-0 max-md:order-3 max-md:border-t",
            !areSignalsShown && "max-md:min-h-0",
          )}
        >
          <Button
            tone="plain"
            className="m-4 h-11 justify-center md:hidden"
            aria-expanded={areSignalsShown}
            onClick={() => setSignalsShown((shown) => !shown)}
          >
            {t(areSignalsShown ? "hide_signals" : "show_signals")}
          </Button>
          <div className={cn("flex flex-1 flex-col max-md:overflow-x-auto", !areSignalsShown && "max-md:hidden")}>
            <SignalsPanel
              frame={frame}
              markers={markers}
              view={view}
              onView={changeView}
              cross={cross}
              isDimmed={isOther}
              failure={failure}
              again={again}
            />
            <div className="grid h-[164px] shrink-0 grid-cols-[minmax(0,1fr)_minmax(0,1.12fr)] grid-rows-[minmax(0,1fr)] border-line border-t max-md:h-auto max-md:grid-cols-1 max-md:grid-rows-none [&>section+section]:border-line [&>section+section]:border-l">
              <BreakerWall frame={frame} again={again} />
              <MapPanel
                frame={frame}
                // What was broken is not, once it is resolved.
                cause={incident.status === "resolved" ? null : suspectPlaceOf(diagnosis)}
                picked={view.service}
                onPick={pickService}
                again={again}
              />
            </div>
            <div className="h-[140px] shrink-0 border-line border-t max-md:h-auto [&>section]:h-full">
              <TracesPanel
                incidentId={page.id}
                frame={frame}
                rangeMin={view.rangeMin}
                span={view.span}
                service={view.service}
                selection={view.selection}
                list={view.traces}
                onList={listTraces}
                onClear={clearSelection}
                onOpen={openTrace}
                again={again}
              />
            </div>
          </div>
        </div>
        <div className="flex min-h-0 min-w-0 flex-col overflow-auto border-line border-l max-md:order-1 max-md:border-l-0">
          <WhyPanel
            onOpenTrace={openTrace}
            incident={incident}
            diagnosis={diagnosis}
            judged={judged}
            onJudge={
              canCommand && incident.status !== "resolved" ? (id, verdict) => void commands.judge(id, verdict) : null
            }
          />
          <DoPanel
            view={doView}
            incident={incident}
            nowMs={nowMs}
            canPlan={can.has("plan_mitigation")}
            canApprove={can.has("approve_mitigation")}
            windowMs={page.windowMs}
            onReview={rollback.open}
            onSettle={
              can.has("approve_mitigation") ? (mitigationId) => setOpened({ kind: "settle", mitigationId }) : null
            }
          />
        </div>
      </div>
      <UpstreamStrip frame={frame} nowMs={nowMs} />
      {thumb ? (
        <div className="fixed inset-x-0 bottom-0 z-30 border-line border-t bg-surface px-4 pt-3 pb-4 md:hidden">
          <Button tone="primary" className="h-12 w-full justify-center text-lg" onClick={() => act(thumb.act)}>
            {thumb.label}
          </Button>
        </div>
      ) : null}
      {trace ? <TraceOverlay reference={trace} onOpen={setTrace} onClose={() => setTrace(null)} /> : null}
      <RoomDialogs
        opened={opened}
        onOpen={setOpened}
        page={page}
        incident={incident}
        events={events}
        entries={entries}
        nowMs={nowMs}
        can={can}
        commands={commands}
        rollback={rollback}
      />
    </div>
  );
}
