"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import type { TimelineEntry } from "@/lib/domain/timeline-telling";
import { useFormat } from "../format/use-format";
import { useParams } from "../format/use-params";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, Input, Textarea } from "../ui/field";
import { useActs } from "./use-acts";

/** One step of the timeline: pin it, correct when it happened, change the words of one's own note. The original always stays. */
export function StepDialog(props: {
  readonly incidentId: string;
  readonly entry: TimelineEntry;
  /** The note is the viewer's own. */
  readonly isOwnNote: boolean;
  readonly onClose: () => void;
}) {
  const t = useTranslations("command.step");
  const tEvents = useTranslations("events");
  const tCommon = useTranslations("common");
  const format = useFormat();
  const { act, isBusy } = useActs();
  const { entry, incidentId } = props;
  const base = `/api/incidents/${incidentId}`;
  const params = useParams()(entry.params);
  const title = tEvents.markup(entry.messageKey, { ...params, b: (chunks) => chunks });
  async function pin() {
    const body = { ofSeq: entry.seq, isPinned: !entry.isPinned };
    if ((await act(entry.isPinned ? "unpinned" : "pinned", `${base}/pins`, body)).ok) props.onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={title}
      description={t("recorded", {
        time: format.dateTime(entry.correction?.was ?? entry.at),
        recorded: format.dateTime(entry.recordedAt),
        actor: entry.actor,
      })}
      foot={
        <>
          <span className="flex-1" />
          <Button size="lg" onClick={props.onClose} className="max-md:h-11">
            {tCommon("close")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 px-5 py-4 max-md:px-4">
        {entry.edit ? (
          <p className="whitespace-pre-wrap break-words text-fg-2 text-sm">
            {t("original", { text: entry.edit.original })}
          </p>
        ) : null}
        <Button disabled={isBusy} onClick={() => void pin()} className="self-start max-md:h-11">
          {t(entry.isPinned ? "unpin" : "pin")}
        </Button>
        {props.isOwnNote ? (
          <NoteForm
            text={entry.quote ?? ""}
            onSave={async (text) => {
              if ((await act("note_edited", `${base}/notes/${entry.seq}`, { text })).ok) props.onClose();
            }}
          />
        ) : null}
        {entry.kind === "time_corrected" ? null : (
          <TimeForm
            at={entry.at}
            onSave={async (at, reason) => {
              const body = { ofSeq: entry.seq, at: at.toISOString(), reason };
              if ((await act("time_corrected", `${base}/corrections`, body)).ok) props.onClose();
            }}
          />
        )}
      </div>
    </Dialog>
  );
}

function NoteForm(props: { readonly text: string; readonly onSave: (text: string) => Promise<void> }) {
  const t = useTranslations("command.step");
  const [text, setText] = useState(props.text);
  async function submit(event: FormEvent) {
    event.preventDefault();
    await props.onSave(text.trim());
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label={t("note")} hint={t("note_hint")}>
        <Textarea rows={4} required value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <Button type="submit" disabled={text.trim() === "" || text === props.text} className="self-end max-md:h-11">
        {t("save_note")}
      </Button>
    </form>
  );
}

function TimeForm(props: { readonly at: Date; readonly onSave: (at: Date, reason: string) => Promise<void> }) {
  const t = useTranslations("command.step");
  const format = useFormat();
  const hint = useId();
  const shown = localText(props.at, format.zone.name);
  const [text, setText] = useState(shown);
  const [reason, setReason] = useState("");
  const at = instantOf(text, format.zone.name);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (at !== null) await props.onSave(at, reason.trim());
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <div className="grid grid-cols-[200px_minmax(0,1fr)] gap-2 max-md:grid-cols-1">
        <Field label={t("time", { zone: format.zone.name })}>
          <Input
            type="datetime-local"
            step={1}
            required
            value={text}
            aria-describedby={hint}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
        <Field label={t("reason")}>
          <Input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </div>
      <p id={hint} className="text-fg-3 text-xs">
        {t("time_hint")}
      </p>
      <Button
        type="submit"
        disabled={at === null || text === shown || reason.trim() === ""}
        className="self-end max-md:h-11"
      >
        {t("correct")}
      </Button>
    </form>
  );
}

/** As `<input type="datetime-local">` writes it, in that zone. */
function localText(at: Date, timeZone: string): string {
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at);
  return text.replace(" ", "T");
}

/** The instant that a clock of that zone shows so; null when it is none. */
function instantOf(local: string, timeZone: string): Date | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The zone's offset at about that time, then once more at the instant found: right on both sides of a change of clocks.
  const offsetAt = (ms: number) => Date.parse(`${localText(new Date(ms), timeZone)}Z`) - Math.floor(ms / 1_000) * 1_000;
  const near = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(near));
}
