"use client";

import { Ellipsis, Pin } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, memo, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { GoldenChain } from "@/lib/domain/golden-chain";
import type { Span } from "@/lib/domain/room-view";
import { timelineRowsOf } from "@/lib/domain/timeline-runs";
import type { TimelineEntry } from "@/lib/domain/timeline-telling";
import { useFormat } from "../format/use-format";
import { useParams } from "../format/use-params";
import { cn } from "../ui/cn";
import { Kbd } from "../ui/kbd";
import { Mark } from "../ui/mark";
import { type CrossStore, usePointed } from "./cross-store";
import { NoteText } from "./note-text";
import { useSay } from "./use-say";

const bold = (chunks: React.ReactNode) => <b>{chunks}</b>;

/** What happened, oldest first; new rows slide in at the end. Under it a note can be added. */
export function TimelinePanel(props: {
  /** Above the list: what is pinned. */
  readonly head?: ReactNode;
  /** Opens one step to pin or correct it; null: this person may not. */
  readonly onStep?: ((seq: number) => void) | null;
  readonly entries: readonly TimelineEntry[];
  readonly chain: Pick<GoldenChain, "phases">;
  /** Seq up to which the first paint went: later rows slide in. */
  readonly paintedSeq: number;
  readonly cross: CrossStore;
  /** What is brushed or zoomed to: rows outside are quiet. */
  readonly selection: Span | null;
  /** Marks a time in all panels. */
  readonly onPin: (atMs: number) => void;
  readonly noteRef: RefObject<HTMLInputElement | null>;
  /** null: this person may not write. */
  readonly onNote: ((text: string) => Promise<boolean>) | null;
}) {
  const t = useTranslations("room.timeline");
  const list = useRef<HTMLOListElement>(null);
  const { entries, cross, selection } = props;
  const count = entries.length;
  const pointedSeq = usePointed(cross, (at) => (at === null ? null : nearestSeq(entries, at.atMs)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row asks for scrolling
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const isNearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 120;
    if (isNearEnd || element.scrollTop === 0) element.scrollTop = element.scrollHeight;
  }, [count]);
  const rows = useMemo(() => timelineRowsOf(entries), [entries]);
  const rowOf = (entry: TimelineEntry) => (
    <Row
      key={entry.seq}
      entry={entry}
      isNew={entry.seq > props.paintedSeq}
      isPointed={entry.seq === pointedSeq}
      isOutside={selection !== null && !isWithin(entry, selection)}
      cross={cross}
      onPin={props.onPin}
      onStep={props.onStep ?? null}
    />
  );
  return (
    <section aria-labelledby="timeline-title" className="flex min-h-0 min-w-0 flex-col">
      <h2 id="timeline-title" className="sr-only">
        {t("title")}
      </h2>
      {props.head}
      <ol
        ref={list}
        aria-live="polite"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col overflow-auto pt-0.5 pr-3 pb-2 max-md:overflow-visible max-md:pr-4 max-md:pl-1"
      >
        {rows.map((folded) =>
          folded.kind === "entry" ? (
            rowOf(folded.entry)
          ) : (
            <Run key={`run-${folded.entries[0].seq}`} entries={folded.entries}>
              {() => folded.entries.map(rowOf)}
            </Run>
          ),
        )}
        <NextStep chain={props.chain} />
      </ol>
      {props.onNote ? <NoteField noteRef={props.noteRef} onNote={props.onNote} /> : null}
    </section>
  );
}

const row = "relative grid grid-cols-[58px_18px_minmax(0,1fr)] gap-x-1 py-1 text-sm leading-4";

/** Flapping alerts in one row; opened, every change is there. */
function Run(props: {
  readonly entries: readonly [TimelineEntry, ...TimelineEntry[]];
  readonly children: () => React.ReactNode;
}) {
  const t = useTranslations("room.timeline");
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const [first] = props.entries;
  const last = props.entries.at(-1) ?? first;
  return (
    <>
      <li className={row} data-kind="run">
        <time dateTime={first.at.toISOString()} className="text-right text-fg-3 text-xs">
          {format.time(first.at)}
        </time>
        <Gutter shape="dot" />
        <button
          type="button"
          aria-expanded={isOpen}
          className="min-h-6 min-w-0 text-left text-fg-2 hover:text-fg"
          onClick={() => setOpen((open) => !open)}
        >
          {t("run", { n: props.entries.length })}
          <small className="block text-fg-3 text-xs leading-[15px]">
            {t(isOpen ? "run_hide" : "run_show", { to: format.time(last.at) })}
          </small>
        </button>
      </li>
      {isOpen ? props.children() : null}
    </>
  );
}

function isWithin({ at }: TimelineEntry, { fromMs, toMs }: Span): boolean {
  return at.getTime() >= fromMs && at.getTime() <= toMs;
}

/** How far from the pointer an event may lie to be shown as what happened there. */
const NEAR_MS = 15_000;

function nearestSeq(entries: readonly TimelineEntry[], atMs: number): number | null {
  let nearest: { readonly seq: number; readonly offMs: number } | null = null;
  for (const { seq, at } of entries) {
    const offMs = Math.abs(at.getTime() - atMs);
    if (offMs <= NEAR_MS && (nearest === null || offMs < nearest.offMs)) nearest = { seq, offMs };
  }
  return nearest?.seq ?? null;
}

type RowProps = {
  readonly entry: TimelineEntry;
  readonly isNew: boolean;
  readonly isPointed: boolean;
  readonly isOutside: boolean;
  readonly cross: CrossStore;
  readonly onPin: (atMs: number) => void;
  readonly onStep: ((seq: number) => void) | null;
};

const Row = memo(function Row({ entry, isNew, isPointed, isOutside, cross, onPin, onStep }: RowProps) {
  const t = useTranslations("events");
  const tTimeline = useTranslations("room.timeline");
  const tStep = useTranslations("command.step");
  const format = useFormat();
  const params = useParams()(entry.params);
  const says = useSay();
  const own = entry.detailKey === null ? "" : t(entry.detailKey, params);
  const detail = [own, ...entry.details.map((why) => says(why))].filter((text) => text !== "").join(" ");
  return (
    <li
      className={cn(
        row,
        "group",
        onStep !== null && "max-md:pr-11",
        isNew && "animate-row-in",
        isPointed && "bg-hover",
        isOutside && "opacity-60",
      )}
      onPointerEnter={() => cross.set({ atMs: entry.at.getTime(), row: null })}
      onPointerLeave={() => cross.set(null)}
      data-seq={entry.seq}
      data-kind={entry.kind}
    >
      <time
        dateTime={entry.at.toISOString()}
        title={format.dateTime(entry.at)}
        className="text-right text-fg-3 text-xs"
      >
        <button
          type="button"
          className="min-h-6 min-w-6 hover:text-fg hover:underline"
          aria-label={tTimeline("mark", { time: format.time(entry.at) })}
          onClick={() => onPin(entry.at.getTime())}
        >
          {format.time(entry.at)}
        </button>
      </time>
      <Gutter shape={entry.shape} />
      {onStep === null ? null : (
        <button
          type="button"
          onClick={() => onStep(entry.seq)}
          aria-label={tStep("open", { time: format.time(entry.at) })}
          className="absolute top-0 right-0 grid size-6 place-items-center rounded-1 bg-surface text-fg-3 opacity-0 hover:bg-hover hover:text-fg focus-visible:opacity-100 group-hover:opacity-100 max-md:size-11 max-md:opacity-100"
        >
          {entry.isPinned ? <Pin aria-hidden className="size-3.5" /> : <Ellipsis aria-hidden className="size-3.5" />}
        </button>
      )}
      <div className="quiet-bold min-w-0 text-fg-2">
        <p className={cn("break-words", entry.tone === "act" && "[&_b]:font-semibold")}>
          {entry.href ? (
            <a href={entry.href} className="hover:underline">
              {t.rich(entry.messageKey, { ...params, b: bold })}
            </a>
          ) : (
            t.rich(entry.messageKey, { ...params, b: bold })
          )}
        </p>
        {detail === "" ? null : (
          <small className="block break-words text-fg-3 text-xs leading-[15px]">
            {detail}
            {entry.isFoundLater ? `, ${tTimeline("found_later")}` : ""}
          </small>
        )}
        {entry.correction === null ? null : (
          <small className="block break-words text-fg-3 text-xs leading-[15px]">
            {t("corrected", {
              wasAt: format.time(entry.correction.was),
              by: entry.correction.by,
              reason: entry.correction.reason,
            })}
          </small>
        )}
        {entry.quote === null || entry.quote === "" ? null : (
          <span className="mt-[3px] block whitespace-pre-wrap break-words rounded-1 bg-raised px-2 py-1 text-fg shadow-[inset_2px_0_0_var(--line-strong)]">
            {entry.kind === "note_added" ? <NoteText text={entry.quote} /> : entry.quote}
          </span>
        )}
        {entry.edit === null ? null : (
          <small className="block text-fg-3 text-xs leading-[15px]" title={entry.edit.original}>
            {t("edited", { by: entry.edit.by, editedAt: format.time(entry.edit.at) })}
          </small>
        )}
      </div>
    </li>
  );
});

function Gutter({ shape }: { shape: Parameters<typeof Mark>[0]["shape"] }) {
  return (
    <span className="relative grid place-items-start justify-center pt-[3px] before:absolute before:-inset-y-1 before:left-1/2 before:w-px before:bg-line">
      <Mark shape={shape} className="relative bg-surface shadow-[0_0_0_3px_var(--surface)]" />
    </span>
  );
}

/** What the clock waits for now. */
function NextStep({ chain }: { chain: Pick<GoldenChain, "phases"> }) {
  const t = useTranslations("room.timeline");
  const tPhase = useTranslations("common.phase");
  const format = useFormat();
  const phase = chain.phases.find(({ state }) => state === "running");
  if (!phase?.budgetMs) return null;
  const leftMs = phase.budgetMs - phase.elapsedMs;
  return (
    <li className={cn(row, "text-fg-3")}>
      <span className="text-right text-xs">{t("now")}</span>
      <Gutter shape="unknown" />
      <p aria-live="off">
        {t(leftMs >= 0 ? "left" : "over", { phase: tPhase(phase.name), time: format.shortClock(Math.abs(leftMs)) })}
        <small className="block text-xs leading-[15px]">{t(`next.${phase.name}`)}</small>
      </p>
    </li>
  );
}

function NoteField(props: {
  readonly noteRef: RefObject<HTMLInputElement | null>;
  readonly onNote: (text: string) => Promise<boolean>;
}) {
  const t = useTranslations("room.timeline");
  const [text, setText] = useState("");
  async function submit(event: FormEvent) {
    event.preventDefault();
    const trimmed = text.trim();
    if (trimmed !== "" && (await props.onNote(trimmed))) setText("");
  }
  return (
    <form onSubmit={submit} className="border-line border-t px-3 py-2 max-md:px-4">
      <label className="flex h-7 items-center gap-2 rounded-2 border border-line-strong bg-surface pr-1.5 pl-2.5 text-fg-3 focus-within:shadow-(--focus) max-md:h-11">
        <input
          ref={props.noteRef}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t("add_note")}
          aria-label={t("add_note")}
          aria-keyshortcuts="n"
          className="min-w-0 flex-1 bg-transparent text-fg shadow-none! outline-none placeholder:text-fg-3 max-md:text-[16px]"
        />
        <Kbd>N</Kbd>
      </label>
    </form>
  );
}
