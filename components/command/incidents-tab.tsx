"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useMemo, useState } from "react";
import { incidentPageSchema } from "@/lib/contracts/board";
import { INCIDENT_RELATIONS, type IncidentRelation } from "@/lib/domain/events";
import { linksOf, movesOf } from "@/lib/domain/incident-command";
import { Button } from "../ui/button";
import { Field, Input, Select } from "../ui/field";
import type { CommandProps } from "./command-panel";
import { useActs } from "./use-acts";

async function recentIncidents() {
  const response = await fetch("/api/incidents?limit=100", { cache: "no-store" });
  if (!response.ok) throw new Error(`incidents answered ${response.status}`);
  return incidentPageSchema.parse(await response.json()).incidents;
}

/** How this incident stands to others: what is part of what, links, and the ways to merge and link. */
export function IncidentsTab(props: CommandProps) {
  const t = useTranslations("command.incidents");
  const { page, incident, events, canCommand } = props;
  const links = useMemo(() => linksOf(events), [events]);
  const moves = useMemo(() => movesOf(events), [events]);
  return (
    <div className="flex flex-col gap-5">
      <section>
        <h3 className="font-semibold text-sm">{t("known")}</h3>
        {links.length + moves.length === 0 && incident.recurrenceOf === null ? (
          <p className="mt-1 text-fg-3 text-sm">{t("none")}</p>
        ) : null}
        <ul className="mt-1 text-sm">
          {incident.recurrenceOf === null ? null : (
            <li className="border-line border-b py-1.5">
              <Link href={`/incidents/${incident.recurrenceOf}`} className="text-accent underline">
                {t("recurrence")}
              </Link>
            </li>
          )}
          {moves.map((move) => (
            <li key={`${move.kind} ${move.incidentId}`} className="border-line border-b py-1.5">
              {t(`move.${move.kind}`)} <Other {...move} />
              <span className="block text-fg-2">{move.reason}</span>
            </li>
          ))}
          {links.map((link) => (
            <LinkRow
              key={`${link.relation} ${link.incidentId}`}
              incidentId={page.id}
              link={link}
              canCommand={canCommand}
            />
          ))}
        </ul>
      </section>
      {canCommand ? <OtherForms {...props} /> : null}
    </div>
  );
}

function Other({ number, title }: { readonly number: number; readonly title: string }) {
  return (
    <Link href={`/incidents/${number}`} className="text-accent underline">
      #{number} {title}
    </Link>
  );
}

function LinkRow(props: {
  readonly incidentId: string;
  readonly link: ReturnType<typeof linksOf>[number];
  readonly canCommand: boolean;
}) {
  const t = useTranslations("command.incidents");
  const { act, isBusy } = useActs();
  const [reason, setReason] = useState<string | null>(null);
  const { incidentId, link } = props;
  async function unlink(event: FormEvent) {
    event.preventDefault();
    const body = { incident: link.incidentId, relation: link.relation, reason };
    await act("unlinked", `/api/incidents/${incidentId}/unlink`, body);
  }
  return (
    <li className="border-line border-b py-1.5">
      <div className="flex items-start gap-2">
        <span className="min-w-0 flex-1">
          {t(`relation.${link.relation}`)} <Other {...link} />
          <span className="block break-words text-fg-2">{link.reason}</span>
        </span>
        {props.canCommand && reason === null ? (
          <Button size="sm" tone="ghost" onClick={() => setReason("")} className="max-md:h-11">
            {t("unlink")}
          </Button>
        ) : null}
      </div>
      {reason === null ? null : (
        <form onSubmit={unlink} className="mt-1.5 flex items-end gap-2">
          <Field label={t("why_unlink")} className="flex-1">
            <Input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <Button type="submit" disabled={isBusy || reason.trim() === ""} className="max-md:h-11">
            {t("unlink")}
          </Button>
        </form>
      )}
    </li>
  );
}

function OtherForms({ page, incident, merge }: CommandProps) {
  const t = useTranslations("command.incidents");
  const { act, isBusy } = useActs();
  const [relation, setRelation] = useState<IncidentRelation | "part_of">(merge ? "part_of" : "related");
  const [other, setOther] = useState(merge ? String(merge.into) : "");
  const [reason, setReason] = useState(merge?.reason ?? "");
  const { data } = useQuery({ queryKey: ["recent-incidents"], queryFn: recentIncidents });
  const isMerge = relation === "part_of";
  const candidates = (data ?? []).filter(
    ({ id, status, mergedInto }) => id !== page.id && (!isMerge || (status !== "resolved" && mergedInto === null)),
  );
  async function submit(event: FormEvent) {
    event.preventDefault();
    const base = `/api/incidents/${page.id}`;
    const outcome = isMerge
      ? await act("merged", `${base}/merge`, { into: other, reason })
      : await act("linked", `${base}/links`, { incident: other, relation, reason });
    if (!outcome.ok) return;
    setReason("");
    setOther("");
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <h3 className="font-semibold text-sm">{t("add")}</h3>
      <Field label={t("how")}>
        <Select
          value={relation}
          onChange={(event) => {
            const value = INCIDENT_RELATIONS.find((known) => known === event.target.value);
            setRelation(value ?? "part_of");
          }}
        >
          {INCIDENT_RELATIONS.map((known) => (
            <option key={known} value={known}>
              {t(`relation.${known}`)}
            </option>
          ))}
          {incident.status === "resolved" ? null : <option value="part_of">{t("relation.part_of")}</option>}
        </Select>
      </Field>
      <Field label={t("which")}>
        <Select required value={other} onChange={(event) => setOther(event.target.value)}>
          <option value="">{t("choose")}</option>
          {candidates.map(({ id, number, title, service, status }) => (
            <option key={id} value={String(number)}>
              #{number} {service}: {title}
              {status === "resolved" ? ` (${t("resolved")})` : ""}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("reason")}>
        <Input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {isMerge ? <p className="text-fg-2 text-sm">{t("merge_say", { number: page.number })}</p> : null}
      <Button
        type="submit"
        tone="primary"
        disabled={isBusy || other === "" || reason.trim() === ""}
        className="self-end max-md:h-11"
      >
        {isMerge ? t("merge") : t("link")}
      </Button>
    </form>
  );
}
