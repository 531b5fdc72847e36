"use client";

import { Bell } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Board } from "@/lib/contracts/board";
import type { Density } from "@/lib/i18n/locales";
import { useFormat } from "../format/use-format";
import { useNow } from "../format/use-now";
import { PageHead } from "../shell/app-shell";
import { LocaleToggle } from "../shell/locale-toggle";
import { chooseDensity } from "../shell/preferences";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Notice } from "../ui/notice";
import { type BoardFilter, boardFilterOf, boardQueryOf, chosenCount, unfiltered } from "./board-filter";
import { layoutOf } from "./board-layout";
import { BoardToolbar } from "./board-toolbar";
import { DeclareDialog } from "./declare-dialog";
import { EmptyBoard } from "./empty-board";
import { FacetPanel } from "./facet-panel";
import { IncidentList, wireAt } from "./incident-list";
import { LiveBadge } from "./live-badge";
import { SelectionBar } from "./selection-bar";
import { UpstreamStrip } from "./upstream-strip";
import { useArrivals } from "./use-arrivals";
import { useBoard } from "./use-board";
import { useBoardCommands } from "./use-board-commands";
import { useHold } from "./use-hold";
import { useIncidentNotices } from "./use-incident-notices";
import { useListCursor } from "./use-list-cursor";
import { useSignals } from "./use-signals";
import { useTake } from "./use-take";

export type BoardPageProps = {
  readonly initial: { readonly params: string; readonly board: Board };
  readonly density: Density;
  readonly baseUrl: string;
  readonly mayCommand: boolean;
};

/** Every incident there is: live, filtered by its address, by mouse or by keys alone. */
export function BoardPage({ initial, baseUrl, mayCommand, ...props }: BoardPageProps) {
  const t = useTranslations("board");
  const format = useFormat();
  const { filter, change } = useFilter();
  const params = boardQueryOf(filter);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const hold = useHold(selected.size > 0);
  const { store, picture } = useBoard(params, initial, hold.isHeld);
  const { board } = picture;
  const nowMs = useNow(initial.board.atMs);
  const stream = useIncidentNotices((changes) => store.refresh(changes.map(({ incidentId }) => incidentId)));
  const layout = useMemo(() => layoutOf(picture.sections), [picture.sections]);
  const view = useRef({ first: 0, last: 0 });
  const firstInView = useCallback(() => view.current.first, []);
  const cursor = useListCursor(layout.rows, firstInView);
  const [openInView, setOpenInView] = useState<readonly string[]>([]);
  const lines = useSignals(openInView);
  const { takingId, take } = useTake(store.catchUp);
  const [density, setDensity] = useState(props.density);
  const [isDeclaring, setIsDeclaring] = useState(false);
  const [areFacetsShown, setAreFacetsShown] = useState(false);
  const searchField = useRef<HTMLInputElement>(null);
  const arrivals = useArrivals(picture);

  // What waited for the hand to rest is shown when it does.
  useEffect(() => {
    if (nowMs > 0 && picture.isBehind && !hold.isHeld()) store.catchUp();
  }, [nowMs, picture.isBehind, hold, store]);
  const onView = useCallback(
    (first: number, last: number) => {
      view.current = { first, last };
      store.show(first, last);
    },
    [store],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is a ref; it changes with what is read for it
  useEffect(() => {
    const { first, last } = view.current;
    const ids = Array.from({ length: last - first + 1 }, (_, index) => wireAt(picture, first + index)).flatMap(
      (wire) => (wire !== undefined && wire.status !== "resolved" ? [wire.id] : []),
    );
    setOpenInView((known) => (known.join() === ids.join() ? known : ids));
  }, [picture, cursor.offset, nowMs]);

  const toggleSelected = () => {
    const wire = cursor.offset === null ? undefined : wireAt(picture, cursor.offset);
    if (wire === undefined) return;
    setSelected((known) => {
      const next = new Set(known);
      if (!next.delete(wire.id)) next.add(wire.id);
      return next;
    });
  };
  useBoardCommands({
    mayCommand,
    cursor,
    toggleSelected,
    clearSelected: selected.size > 0 ? () => setSelected(new Set()) : null,
    focusSearch: () => searchField.current?.focus(),
    catchUp: picture.isBehind ? store.catchUp : null,
    declare: () => setIsDeclaring(true),
    order: (order) => change({ ...filter, order }),
  });

  const total = board.sections.reduce((sum, { n }) => sum + n, 0);
  const resolved = board.sections.find(({ section }) => section === "resolved")?.n ?? 0;
  const isFiltered = chosenCount(filter) > 0;
  const services = board.facets.service.map(({ value }) => value);
  const selectedWires = [...selected].flatMap((id) => picture.wires.get(id) ?? []);

  return (
    <>
      <PageHead title={t("title")} badge={<LiveBadge state={stream} checkedMs={board.atMs} nowMs={nowMs} />}>
        <LocaleToggle className="max-md:hidden" />
        {mayCommand ? (
          <Button onClick={() => setIsDeclaring(true)} className="touch-target">
            <Bell aria-hidden />
            {t("declare")}
          </Button>
        ) : null}
      </PageHead>
      <UpstreamStrip board={board} nowMs={nowMs} />
      {total === 0 && !isFiltered && !picture.isOther ? (
        <EmptyBoard board={board} baseUrl={baseUrl} maySend={mayCommand} />
      ) : (
        <div className="grid min-h-[calc(100dvh-97px)] grid-cols-[208px_minmax(0,1fr)] bg-surface max-xl:grid-cols-[minmax(0,1fr)]">
          <FacetPanel
            board={board}
            filter={filter}
            onChange={change}
            className={cn("border-line xl:border-r max-xl:border-b", !areFacetsShown && "max-xl:hidden")}
          />
          <section
            aria-label={t("title")}
            className="min-w-0"
            {...hold.handlers}
            onFocus={(event) => {
              const offset = event.target.closest("[data-offset]")?.getAttribute("data-offset");
              if (offset !== null && offset !== undefined) cursor.set(Number(offset));
            }}
          >
            <BoardToolbar
              filter={filter}
              onChange={change}
              open={total - resolved}
              resolved={resolved}
              query={params}
              density={density}
              onDensity={(next) => {
                setDensity(next);
                chooseDensity(next);
              }}
              areFacetsShown={areFacetsShown}
              onFacets={() => setAreFacetsShown(!areFacetsShown)}
              searchField={searchField}
            />
            {picture.failingSinceMs === null ? null : (
              <Notice tone="watch" className="mx-4 mb-2">
                {t("refreshFailed", { time: format.time(picture.failingSinceMs) })}
              </Notice>
            )}
            {layout.rows === 0 ? (
              <p className="px-4 py-10 text-center text-fg-2">
                {picture.isOther ? (
                  t("rowLoading")
                ) : (
                  <>
                    {t("nothingFits")}{" "}
                    <Button tone="ghost" onClick={() => change(unfiltered(filter))}>
                      {t("facet.clear")}
                    </Button>
                  </>
                )}
              </p>
            ) : (
              <IncidentList
                picture={picture}
                nowMs={nowMs}
                density={density}
                cursor={cursor}
                selected={selected}
                lines={lines}
                mayTake={mayCommand}
                takingId={takingId}
                onTake={take}
                onView={onView}
              />
            )}
            <p className="flex min-h-10 items-center px-4 text-fg-3 text-xs">{t("end", { n: total })}</p>
            {picture.isBehind ? (
              <div className="pointer-events-none sticky bottom-4 z-20 flex justify-center">
                <Button className="touch-target pointer-events-auto animate-rise shadow-2" onClick={store.catchUp}>
                  {t("behind")}
                </Button>
              </div>
            ) : null}
            <SelectionBar wires={selectedWires} mayCommand={mayCommand} onClear={() => setSelected(new Set())} />
          </section>
        </div>
      )}
      <p aria-live="polite" className="sr-only">
        {arrivals}
      </p>
      <DeclareDialog open={isDeclaring} onOpenChange={setIsDeclaring} services={services} />
    </>
  );
}

/** The filter lives in the address: a choice is a step in the history, typing is not. */
function useFilter() {
  const search = useSearchParams();
  // The address follows a choice a moment later (Next updates it in a transition); the boxes must not wait for it.
  const [filter, setFilter] = useState(() => boardFilterOf(new URLSearchParams(search)));
  // Back and Forward may come before Next listens to them: the address itself is the truth.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page of the rail leads here with another address
  useEffect(() => {
    const read = () => setFilter(boardFilterOf(new URLSearchParams(window.location.search)));
    read();
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, [search]);
  const change = useCallback((next: BoardFilter, isStep = true) => {
    setFilter(next);
    const query = boardQueryOf(next);
    const address = query === "" ? "/" : `/?${query}`;
    if (isStep) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }, []);
  return { filter, change };
}
