"use client";

import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { Bell, Download, SlidersHorizontal } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Board } from "@/lib/contracts/board";
import type { IncidentWire } from "@/lib/contracts/incident";
import { useFormat } from "../format/use-format";
import { useNow } from "../format/use-now";
import { PageHead } from "../shell/app-shell";
import { LocaleToggle } from "../shell/locale-toggle";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { Segmented } from "../ui/segmented";
import { type BoardFilter, boardFilterOf, boardQueryOf, chosenCount, facetParamsOf } from "./board-filter";
import { DeclareDialog } from "./declare-dialog";
import { EmptyBoard } from "./empty-board";
import { FacetPanel } from "./facet-panel";
import { IncidentList } from "./incident-list";
import { LiveBadge } from "./live-badge";
import { boardItemsOf, rowsOf } from "./need-of-wire";
import { UpstreamStrip } from "./upstream-strip";
import { BOARD_KEY, useBoard, useOlder } from "./use-board";
import { useIncidentNotices } from "./use-incident-notices";
import { useTake } from "./use-take";

type Props = {
  readonly initial: { readonly params: string; readonly board: Board };
  readonly baseUrl: string;
  readonly mayCommand: boolean;
};

export function BoardPage(props: Props) {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <BoardView {...props} />
    </QueryClientProvider>
  );
}

function BoardView({ initial, baseUrl, mayCommand }: Props) {
  const t = useTranslations("board");
  const format = useFormat();
  const client = useQueryClient();
  const search = useSearchParams();
  // The address follows a choice a moment later (Next updates it in a transition); the boxes must not wait for it.
  const [filter, setFilter] = useState(() => boardFilterOf(new URLSearchParams(search)));
  useEffect(() => setFilter(boardFilterOf(new URLSearchParams(search))), [search]);
  const params = facetParamsOf(filter).toString();
  const { data: board = initial.board, dataUpdatedAt, isError } = useBoard(params, initial);
  const nowMs = useNow(initial.board.atMs);
  const stream = useIncidentNotices(() => void client.invalidateQueries({ queryKey: [BOARD_KEY] }));
  const { resolved, older } = useResolved(board, params);
  const { takingId, take } = useTake();
  const [isDeclaring, setIsDeclaring] = useState(false);
  const [areFacetsShown, setAreFacetsShown] = useState(false);

  const change = (next: BoardFilter) => {
    setFilter(next);
    const query = boardQueryOf(next);
    window.history.replaceState(null, "", query === "" ? "/" : `/?${query}`);
  };
  const resolvedRows = useMemo(() => rowsOf(resolved, 0), [resolved]);
  const openRows = useMemo(() => rowsOf(board.open, nowMs, board.windowMs), [board.open, board.windowMs, nowMs]);
  const items = useMemo(
    () =>
      boardItemsOf({
        open: openRows,
        resolved: resolvedRows,
        resolvedTotal: board.resolved.total,
        order: filter.order,
      }),
    [openRows, resolvedRows, board.resolved.total, filter.order],
  );
  const total = board.openTotal + board.resolved.total;
  const isFiltered = chosenCount(filter) > 0;
  const isEmpty = total === 0 && !isFiltered;
  const services = board.facets.service.map(({ value }) => value);

  return (
    <>
      <PageHead
        title={t("title")}
        badge={<LiveBadge state={stream} checkedMs={dataUpdatedAt || board.atMs} nowMs={nowMs} />}
      >
        <LocaleToggle className="max-md:hidden" />
        {mayCommand ? (
          <Button onClick={() => setIsDeclaring(true)} className="touch-target">
            <Bell aria-hidden />
            {t("declare")}
          </Button>
        ) : null}
      </PageHead>
      <UpstreamStrip board={board} nowMs={nowMs} />
      {isEmpty ? (
        <EmptyBoard board={board} baseUrl={baseUrl} maySend={mayCommand} />
      ) : (
        <div className="grid min-h-[calc(100dvh-97px)] grid-cols-[208px_minmax(0,1fr)] bg-surface max-xl:grid-cols-[minmax(0,1fr)]">
          <FacetPanel
            board={board}
            filter={filter}
            onChange={change}
            className={
              areFacetsShown ? "border-line xl:border-r max-xl:border-b" : "border-line max-xl:hidden xl:border-r"
            }
          />
          <section aria-label={t("title")} className="min-w-0">
            <div className="flex min-h-10 items-center gap-2 pr-5 pl-4 max-md:gap-0.5 max-md:px-2">
              <Button
                tone="ghost"
                size="sm"
                aria-expanded={areFacetsShown}
                onClick={() => setAreFacetsShown(!areFacetsShown)}
                className="touch-target justify-center xl:hidden"
              >
                <SlidersHorizontal aria-hidden />
                <span className="max-md:sr-only">
                  {isFiltered ? t("facet.on", { n: chosenCount(filter) }) : t("facet.show")}
                </span>
              </Button>
              <span className="quiet-bold min-w-0 truncate text-fg-2">
                {t.rich("counts", {
                  open: format.count(board.openTotal),
                  resolved: format.count(board.resolved.total),
                  b: (text) => <b>{text}</b>,
                })}
                {isFiltered ? <span className="text-fg-3">, {t("filtered")}</span> : null}
              </span>
              <span className="flex-1" />
              <Segmented
                label={t("order")}
                value={filter.order}
                options={[
                  { value: "need", label: t("by.need") },
                  { value: "age", label: t("by.age") },
                ]}
                onChange={(order) => change({ ...filter, order })}
              />
              <Button asChild tone="ghost" size="sm" className="touch-target">
                <a href={`/api/incidents.csv?${params}`} download aria-label={t("csv")} className="justify-center">
                  <Download aria-hidden />
                  <span className="max-md:hidden">{t("csv")}</span>
                </a>
              </Button>
            </div>
            {isError ? (
              <Notice tone="watch" className="mx-4 mb-2">
                {t("refreshFailed", { time: format.time(dataUpdatedAt || board.atMs) })}
              </Notice>
            ) : null}
            {items.length === 0 ? (
              <p className="px-4 py-10 text-center text-fg-2">{t("nothingFits")}</p>
            ) : (
              <IncidentList
                items={items}
                total={total}
                nowMs={nowMs}
                mayTake={mayCommand}
                takingId={takingId}
                onTake={(wire) => void take(wire)}
                onNearEnd={older.readMore}
              />
            )}
            <p role="status" className="flex min-h-10 items-center gap-2 px-4 text-fg-3 text-xs">
              {older.isFailed ? (
                <>
                  {t("loadFailed")}
                  <Button size="sm" onClick={older.retry}>
                    {t("retry")}
                  </Button>
                </>
              ) : older.isReading ? (
                t("loadingMore")
              ) : older.hasMore || items.length === 0 ? null : (
                t("end", { n: total })
              )}
            </p>
          </section>
        </div>
      )}
      <DeclareDialog open={isDeclaring} onOpenChange={setIsDeclaring} services={services} />
    </>
  );
}

/**
 * Resolved incidents known so far, newest first: the board's first page as it was refreshed, and older pages. Rows once read
 * stay, so that a refresh that shifts the first page leaves no hole before the older ones.
 */
function useResolved(board: Board, params: string) {
  const pinned = useRef({ params, cursor: board.resolved.nextCursor, rows: new Map<string, IncidentWire>() });
  if (pinned.current.params !== params) {
    pinned.current = { params, cursor: board.resolved.nextCursor, rows: new Map() };
  }
  const query = useOlder(params, pinned.current.cursor);
  const resolved = useMemo(() => {
    const { rows } = pinned.current;
    for (const page of query.data?.pages ?? []) for (const wire of page.incidents) rows.set(wire.id, wire);
    for (const wire of board.resolved.incidents) rows.set(wire.id, wire);
    return [...rows.values()].sort((a, b) => b.detectedAt.localeCompare(a.detectedAt) || b.id.localeCompare(a.id));
  }, [board.resolved.incidents, query.data]);
  const hasMore = query.data ? query.hasNextPage : pinned.current.cursor !== null;
  const { fetchNextPage, isFetching, isError } = query;
  const readMore = useCallback(() => {
    if (hasMore && !isFetching && !isError) void fetchNextPage();
  }, [hasMore, isFetching, isError, fetchNextPage]);
  return {
    resolved,
    older: { hasMore, isReading: isFetching, isFailed: isError, readMore, retry: () => void fetchNextPage() },
  };
}
