"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { DUTIES, type Duty } from "@/lib/domain/actor";
import { useFormat } from "../format/use-format";
import { Avatar } from "../ui/avatar";
import { Button } from "../ui/button";
import { Field, Input, Select } from "../ui/field";
import type { CommandProps } from "./command-panel";
import { useActs } from "./use-acts";

/** Who has which duty, how it is handed over, and who had it before. A duty grants nothing. */
export function DutiesTab(props: CommandProps) {
  const t = useTranslations("command.duties");
  const tDuty = useTranslations("common.duty");
  const format = useFormat();
  const history = props.events.filter((event) => event.kind === "duty_assigned").toReversed();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-fg-3 text-sm">{t("say")}</p>
      <ul className="flex flex-col gap-3">
        {DUTIES.map((duty) => (
          <DutyRow key={duty} {...props} duty={duty} />
        ))}
      </ul>
      <section>
        <h3 className="font-semibold text-sm">{t("history")}</h3>
        {history.length === 0 ? <p className="mt-1 text-fg-3 text-sm">{t("no_history")}</p> : null}
        <ol className="mt-1 text-sm">
          {history.map(({ seq, at, data: { duty, person, from, note } }) => (
            <li key={seq} className="grid grid-cols-[64px_72px_minmax(0,1fr)] gap-2 border-line border-b py-1.5">
              <time dateTime={at.toISOString()} className="text-fg-3 text-xs leading-5">
                {format.time(at)}
              </time>
              <span className="text-fg-2">{tDuty(duty)}</span>
              <span className="min-w-0 break-words">
                {from?.name ?? t("nobody")} → {person?.name ?? t("nobody")}
                {note ? <span className="block text-fg-2">{note}</span> : null}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function DutyRow({ page, incident, duty, canCommand }: CommandProps & { readonly duty: Duty }) {
  const t = useTranslations("command.duties");
  const tDuty = useTranslations("common.duty");
  const { act, isBusy } = useActs();
  const [personId, setPersonId] = useState("");
  const [note, setNote] = useState("");
  const person = incident.duties[duty];
  async function assign(id: string | null) {
    const body = { duty, personId: id, note: note.trim() };
    const outcome = await act(id === null ? "duty_freed" : "duty", `/api/incidents/${page.id}/roles`, body);
    if (!outcome.ok) return;
    setNote("");
    setPersonId("");
  }
  return (
    <li className="rounded-2 border border-line px-3 py-2">
      <div className="flex min-h-6 items-center gap-2 text-sm">
        <b className="w-24 font-medium">{tDuty(duty)}</b>
        {person ? <Avatar name={person.name} /> : null}
        <span className={person ? "" : "text-fg-3"}>{person?.name ?? t("nobody")}</span>
        <span className="flex-1" />
        {canCommand && person ? (
          <Button size="sm" tone="ghost" disabled={isBusy} onClick={() => void assign(null)} className="max-md:h-11">
            {t("free")}
          </Button>
        ) : null}
      </div>
      {canCommand && incident.status !== "resolved" ? (
        <div className="mt-2 grid grid-cols-[148px_minmax(0,1fr)_auto] items-end gap-2 max-md:grid-cols-1">
          <Field label={t("to")}>
            <Select value={personId} onChange={(event) => setPersonId(event.target.value)}>
              <option value="">{t("choose")}</option>
              {page.people
                .filter(({ id }) => id !== person?.id)
                .map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
            </Select>
          </Field>
          <Field label={t("note")}>
            <Input value={note} maxLength={2_000} onChange={(event) => setNote(event.target.value)} />
          </Field>
          <Button disabled={isBusy || personId === ""} onClick={() => void assign(personId)} className="max-md:h-11">
            {t(person ? "hand_over" : "assign")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
