"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import * as z from "zod/mini";
import { type AlertRow, alertsAnswerSchema } from "@/lib/contracts/incident-alerts";
import { useFormat } from "../format/use-format";
import { readJson } from "../live/read-json";
import { Button } from "../ui/button";
import { Field, Input } from "../ui/field";
import { Notice } from "../ui/notice";
import { AlertItem } from "./alert-item";
import type { CommandProps } from "./command-panel";
import { useActs } from "./use-acts";

/** Alertmanager repeats what fires once per `repeat_interval`; the one that we ship says an hour. */
const SILENT_MS = 3_600_000;
const ACTS = ["acknowledge", "split", "end"] as const;
type Act = (typeof ACTS)[number];
const splitSchema = z.object({ into: z.object({ number: z.number() }) });

const alertsOf = (incidentId: string) => readJson(`/api/incidents/${incidentId}/alerts`, alertsAnswerSchema);

/** The incident's alerts: choose some, then say that they are seen, move them to a new incident, or state that they are over. */
export function AlertsTab({ page, incident, events, nowMs, canCommand }: CommandProps) {
  const t = useTranslations("command.alerts");
  const format = useFormat();
  const router = useRouter();
  const { act, isBusy } = useActs();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Act | null>(null);
  const [text, setText] = useState("");
  const seq = events.findLast(({ kind }) => /^(alerts_|merged_|split_)/.test(kind))?.seq ?? 0;
  const { data, isError, refetch } = useQuery({
    queryKey: ["alerts", page.id, seq],
    queryFn: () => alertsOf(page.id),
    placeholderData: (previous) => previous,
  });
  if (isError) {
    return (
      <Notice
        tone="watch"
        title={t("failed")}
        action={
          <Button size="sm" onClick={() => void refetch()}>
            {t("again")}
          </Button>
        }
      />
    );
  }
  if (data === undefined) return <p className="text-fg-3 text-sm">{t("loading")}</p>;
  const firing = data.alerts.filter(({ endsAt }) => endsAt === null);
  const heardMs = data.heardOfIncidentAt?.getTime() ?? null;
  const isQuiet = firing.length > 0 && heardMs !== null && nowMs - heardMs > SILENT_MS;
  const canEnd = page.viewer.capabilities.includes("resolve_while_firing");
  const acts = ACTS.filter(
    (name) => name === "acknowledge" || (name === "end" ? canEnd : incident.status !== "resolved"),
  );
  const toggle = (id: string) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (asked === null) return;
    const base = `/api/incidents/${page.id}`;
    const episodes = [...chosen];
    const reason = text.trim();
    const outcome =
      asked === "acknowledge"
        ? await act("alerts_acknowledged", `${base}/alerts/acknowledge`, { episodes, note: reason })
        : asked === "end"
          ? await act("alerts_ended", `${base}/alerts/end`, { episodes, reason })
          : await act("split", `${base}/split`, { episodes, reason });
    if (!outcome.ok) return;
    setChosen(new Set());
    setAsked(null);
    setText("");
    void refetch();
    const made = asked === "split" ? splitSchema.safeParse(outcome.body) : null;
    if (made?.success) router.push(`/incidents/${made.data.into.number}`);
  }
  return (
    <div className="flex flex-col gap-3">
      <p className="text-fg-2 text-sm">
        {t("counts", { firing: firing.length, total: data.total })}{" "}
        <span className="text-fg-3">
          {data.heardOfIncidentAt === null
            ? t("never_heard")
            : t("heard", { time: format.dateTime(data.heardOfIncidentAt) })}
        </span>
      </p>
      {isQuiet && data.heardOfIncidentAt ? (
        <Notice tone="watch" title={t("quiet", { ago: format.duration(nowMs - data.heardOfIncidentAt.getTime()) })}>
          {t(canEnd ? "quiet_next" : "quiet_next_commander", {
            time: data.heardAt ? format.dateTime(data.heardAt) : "–",
          })}
        </Notice>
      ) : null}
      {canCommand && data.alerts.length > 0 ? (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setChosen(new Set(firing.map(({ id }) => id)))} className="max-md:h-11">
            {t("choose_firing", { n: firing.length })}
          </Button>
          <Button size="sm" onClick={() => setChosen(new Set(data.alerts.map(({ id }) => id)))} className="max-md:h-11">
            {t("choose_all", { n: data.alerts.length })}
          </Button>
          {chosen.size > 0 ? (
            <Button size="sm" tone="ghost" onClick={() => setChosen(new Set())} className="max-md:h-11">
              {t("choose_none")}
            </Button>
          ) : null}
        </div>
      ) : null}
      {data.alerts.length === 0 ? <p className="text-fg-3 text-sm">{t("none")}</p> : null}
      <ul aria-label={t("list")} className="border-line border-t">
        {sorted(data.alerts).map((alert) => (
          <AlertItem
            key={alert.id}
            alert={alert}
            nowMs={nowMs}
            isChosen={chosen.has(alert.id)}
            onToggle={canCommand ? () => toggle(alert.id) : null}
          />
        ))}
      </ul>
      {data.total > data.alerts.length ? (
        <p className="text-fg-3 text-xs">{t("first", { n: data.alerts.length, total: data.total })}</p>
      ) : null}
      {canCommand && chosen.size > 0 ? (
        <form
          onSubmit={submit}
          className="sticky bottom-0 -mx-5 flex flex-col gap-2 border-line border-t bg-raised px-5 py-3 max-md:-mx-4 max-md:px-4"
        >
          <div className="flex flex-wrap gap-2">
            {acts.map((name) => (
              <Button
                key={name}
                aria-pressed={asked === name}
                onClick={() => setAsked(name)}
                className="aria-pressed:bg-hover max-md:h-11"
              >
                {t(`act.${name}`, { n: chosen.size })}
              </Button>
            ))}
          </div>
          {asked === null ? null : (
            <>
              <p className="text-fg-2 text-sm">{t(`say.${asked}`)}</p>
              <Field label={t(asked === "acknowledge" ? "note" : "reason")}>
                <Input
                  required={asked !== "acknowledge"}
                  maxLength={500}
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
              </Field>
              <Button
                type="submit"
                tone="primary"
                disabled={isBusy || (asked !== "acknowledge" && text.trim() === "")}
                className="self-end max-md:h-11"
              >
                {t(`do.${asked}`, { n: chosen.size })}
              </Button>
            </>
          )}
        </form>
      ) : null}
    </div>
  );
}

/** What fires first, the longest first. */
function sorted(alerts: readonly AlertRow[]): readonly AlertRow[] {
  const rank = ({ endsAt }: AlertRow) => (endsAt === null ? 0 : 1);
  return [...alerts].sort((a, b) => rank(a) - rank(b) || a.startsAt.getTime() - b.startsAt.getTime());
}
