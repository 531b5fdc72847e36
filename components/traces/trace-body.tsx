"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { spanMatcher } from "@/lib/domain/span-search";
import { visibleRows } from "@/lib/domain/trace-outline";
import { traceProfileOf } from "@/lib/domain/trace-profile";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Input } from "../ui/field";
import { Tab, TabList, TabPanel, Tabs } from "../ui/tabs";
import { Minimap } from "./minimap";
import { ProfileTable } from "./profile-table";
import { serviceInks } from "./service-ink";
import { SpanDetails } from "./span-details";
import { type TimeWindow, zoomed } from "./time-window";
import type { OpenTrace } from "./trace-link";
import { TraceNotes } from "./trace-notes";
import type { LoadedTrace } from "./use-trace";
import { Waterfall } from "./waterfall";
import { opened, waterfallMove } from "./waterfall-keys";

const TraceSequenceTab = dynamic(() => import("./trace-sequence-tab").then((module) => module.TraceSequenceTab), {
  ssr: false,
});

const TABS = ["waterfall", "profile", "sequence"] as const;
type TabName = (typeof TABS)[number];

/** A trace to read: waterfall with the critical path, where the time went, and the sequence of calls. Fills the height it is given. */
export function TraceBody(props: {
  readonly loaded: LoadedTrace;
  readonly spanId: string | null;
  readonly onOpen: OpenTrace;
}) {
  const { loaded, spanId, onOpen } = props;
  const { outline } = loaded;
  const { rows } = outline;
  const t = useTranslations("traces");
  const [tab, setTab] = useState<TabName>("waterfall");
  const whole = useMemo<TimeWindow>(() => ({ fromUs: outline.startUs, toUs: outline.endUs }), [outline]);
  const [shown, setShown] = useState(whole);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(() => new Set());
  const [selected, setSelected] = useState(() =>
    Math.max(
      0,
      rows.findIndex(({ span }) => span.spanId === spanId),
    ),
  );
  const [text, setText] = useState("");
  const details = useRef<HTMLDivElement>(null);
  const visible = useMemo(() => visibleRows(rows, collapsed), [rows, collapsed]);
  const found = useMemo(() => {
    const matches = spanMatcher(text);
    return rows.flatMap(({ span }, index) => (matches(span) ? [index] : []));
  }, [rows, text]);
  const foundSet = useMemo(() => new Set(found), [found]);
  const inkOf = useMemo(() => serviceInks(outline.services), [outline]);
  const profile = useMemo(() => traceProfileOf(outline), [outline]);
  const row = rows[selected];

  useEffect(() => {
    const index = spanId === null ? -1 : rows.findIndex(({ span }) => span.spanId === spanId);
    if (index >= 0) setSelected(index);
  }, [rows, spanId]);

  const select = (index: number) => {
    setCollapsed((before) => opened(rows, before, index));
    setSelected(index);
  };
  const toggle = (index: number) => {
    setCollapsed((before) => {
      const next = new Set(before);
      if (!next.delete(index)) next.add(index);
      return next;
    });
    // What is hidden cannot stay selected.
    if (selected > index && selected <= index + (rows[index]?.descendants ?? 0)) setSelected(index);
  };
  const step = (by: 1 | -1) => {
    const next =
      by === 1
        ? (found.find((index) => index > selected) ?? found[0])
        : (found.findLast((index) => index < selected) ?? found.at(-1));
    if (next !== undefined) select(next);
  };
  function key(name: string): boolean {
    const move = waterfallMove(name, { rows, visible, collapsed, selected });
    switch (move?.kind) {
      case "select":
        select(move.row);
        return true;
      case "toggle":
        toggle(move.row);
        return true;
      case "zoom":
        setShown((before) => zoomed(before, whole, move.factor, row && row.span.startUs + row.span.durationUs / 2));
        return true;
      case "whole":
        setShown(whole);
        return true;
      case "details":
        details.current?.focus();
        return true;
      default:
        return false;
    }
  }

  const isZoomed = shown.fromUs !== whole.fromUs || shown.toUs !== whole.toUs;
  const expandable = rows.some(({ descendants }) => descendants > 0);
  return (
    <Tabs
      value={tab}
      onValueChange={(value) => setTab(TABS.find((name) => name === value) ?? "waterfall")}
      className="flex min-h-0 flex-1 flex-col bg-surface"
    >
      <div className="flex min-h-10 flex-wrap items-center gap-2 border-line border-b px-3 py-1 max-md:px-2">
        <TabList aria-label={t("views")}>
          {TABS.map((name) => (
            <Tab key={name} value={name}>
              {t(`tab.${name}`)}
            </Tab>
          ))}
        </TabList>
        <span className="flex-1" />
        {tab === "waterfall" ? (
          <>
            {isZoomed ? (
              <Button tone="ghost" size="sm" onClick={() => setShown(whole)} className="touch-target">
                {t("waterfall.whole")}
              </Button>
            ) : null}
            {expandable ? (
              <Button
                tone="ghost"
                size="sm"
                className="touch-target"
                onClick={() => {
                  if (collapsed.size > 0) setCollapsed(new Set());
                  else {
                    setCollapsed(
                      new Set(
                        rows.flatMap(({ depth, descendants }, index) => (depth >= 1 && descendants > 0 ? [index] : [])),
                      ),
                    );
                    setSelected(0);
                  }
                }}
              >
                {t(collapsed.size > 0 ? "waterfall.expand" : "waterfall.collapse")}
              </Button>
            ) : null}
            <Input
              type="search"
              value={text}
              aria-label={t("search.label")}
              placeholder={t("search.placeholder")}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
              }}
              className="w-52 max-md:w-full"
            />
            <span aria-live="polite" className={cn("min-w-14 text-right text-fg-3 text-xs", text === "" && "hidden")}>
              {t("search.found", { n: found.length })}
            </span>
          </>
        ) : null}
      </div>
      <TraceNotes loaded={loaded} />
      <TabPanel
        value="waterfall"
        tabIndex={-1}
        className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_340px] shadow-none! data-[state=inactive]:hidden max-xl:grid-cols-[minmax(0,1fr)] max-xl:grid-rows-[minmax(260px,1.4fr)_minmax(0,1fr)]"
      >
        <div className="flex min-h-0 min-w-0 flex-col">
          <div className="shrink-0 border-line border-b px-3 py-1">
            <Minimap outline={outline} whole={whole} window={shown} onWindow={setShown} />
          </div>
          <Waterfall
            outline={outline}
            visible={visible}
            collapsed={collapsed}
            selected={selected}
            found={foundSet}
            window={shown}
            inkOf={inkOf}
            onSelect={setSelected}
            onToggle={toggle}
            onKey={key}
          />
          <p className="shrink-0 border-line border-t px-3 py-1 text-fg-3 text-xs">
            <i className="mr-1.5 inline-block h-[3px] w-4 bg-accent-solid align-middle" />
            {t("waterfall.legend")}
          </p>
        </div>
        <section
          ref={details}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and Enter in the waterfall leads here
          tabIndex={0}
          aria-label={t("span.label")}
          className="min-h-0 overflow-auto border-line xl:border-l max-xl:border-t"
        >
          {row ? (
            <SpanDetails
              row={row}
              traceStartUs={outline.startUs}
              rootUs={outline.root?.durationUs ?? 0}
              onOpen={onOpen}
            />
          ) : null}
        </section>
      </TabPanel>
      <TabPanel
        value="profile"
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col shadow-none! data-[state=inactive]:hidden"
      >
        <ProfileTable
          rows={profile}
          inkOf={inkOf}
          onFind={(words) => {
            setText(words);
            setTab("waterfall");
            const matches = spanMatcher(words);
            const first = rows.findIndex(({ span }) => matches(span));
            if (first >= 0) select(first);
          }}
        />
      </TabPanel>
      <TabPanel
        value="sequence"
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col shadow-none! data-[state=inactive]:hidden"
      >
        {tab === "sequence" ? <TraceSequenceTab trace={loaded.trace} /> : null}
      </TabPanel>
    </Tabs>
  );
}
