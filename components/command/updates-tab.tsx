"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { latestUpdate, updateDueAt } from "@/lib/domain/incident-command";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Field, Textarea } from "../ui/field";
import type { CommandProps } from "./command-panel";
import { UpdateDue } from "./update-due";
import { useActs } from "./use-acts";

const FIELDS = ["conditions", "actions", "needs"] as const;
const EMPTY = { conditions: "", actions: "", needs: "" };

/** What others should know, when it is due, and what was said last. */
export function UpdatesTab({ page, incident, events, nowMs, canCommand }: CommandProps) {
  const t = useTranslations("command.updates");
  const tForm = useTranslations("room.update");
  const format = useFormat();
  const { act, isBusy } = useActs();
  const [body, setBody] = useState(EMPTY);
  const latest = latestUpdate(events);
  const dueAt = updateDueAt(incident, page.updateEveryMs);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if ((await act("update", `/api/incidents/${page.id}/status-updates`, body)).ok) setBody(EMPTY);
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="text-fg-2 text-sm">
        {dueAt === null ? t("none_due") : <UpdateDue dueAtMs={dueAt.getTime()} nowMs={nowMs} />}{" "}
        {dueAt === null ? null : (
          <span className="text-fg-3">
            {t("every", { every: format.duration(page.updateEveryMs[incident.severity]), severity: incident.severity })}
          </span>
        )}
      </p>
      {canCommand ? (
        <form onSubmit={submit} className="flex flex-col gap-3">
          {FIELDS.map((field) => (
            <Field key={field} label={tForm(field)}>
              <Textarea
                rows={2}
                required={field === "conditions"}
                value={body[field]}
                onChange={(event) => setBody({ ...body, [field]: event.target.value })}
              />
            </Field>
          ))}
          <div className="flex justify-end gap-2">
            {latest && body === EMPTY ? (
              <Button
                onClick={() => setBody({ conditions: latest.conditions, actions: latest.actions, needs: latest.needs })}
                className="max-md:h-11"
              >
                {t("start_from_last")}
              </Button>
            ) : null}
            <Button
              type="submit"
              tone="primary"
              disabled={isBusy || body.conditions.trim() === ""}
              className="max-md:h-11"
            >
              {tForm("send")}
            </Button>
          </div>
        </form>
      ) : null}
      {latest ? (
        <section>
          <h3 className="font-semibold text-sm">{t("last", { by: latest.by, time: format.time(latest.at) })}</h3>
          <dl className="mt-1 text-sm">
            {FIELDS.filter((field) => latest[field] !== "").map((field) => (
              <div key={field} className="mt-1.5">
                <dt className="text-fg-3 text-xs">{t(field)}</dt>
                <dd className="whitespace-pre-wrap break-words">{latest[field]}</dd>
              </div>
            ))}
          </dl>
        </section>
      ) : (
        <p className="text-fg-3 text-sm">{t("none_yet")}</p>
      )}
    </div>
  );
}
