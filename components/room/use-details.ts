"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import * as z from "zod/mini";
import { diagnosisSchema } from "@/lib/contracts/diagnosis";
import { type IncidentPage, type MitigationDetail, mitigationsAnswerSchema } from "@/lib/contracts/incident-page";
import type { Diagnosis } from "@/lib/domain/cause";
import type { TimelineEvent } from "@/lib/domain/events";
import { readJson } from "../live/read-json";

const diagnosisAnswerSchema = z.object({ diagnosis: z.nullable(diagnosisSchema) });

function lastSeq(events: readonly TimelineEvent[], matches: (kind: string) => boolean): number {
  return events.findLast(({ kind }) => matches(kind))?.seq ?? 0;
}

/** Diagnosis and mitigations with their evidence: asked for again when an event says that they changed. */
export function useDetails(
  page: Pick<IncidentPage, "id" | "events" | "diagnosis" | "mitigations">,
  events: readonly TimelineEvent[],
): { readonly diagnosis: Diagnosis | null; readonly mitigations: readonly MitigationDetail[] } {
  const painted = useMemo(() => page.events.at(-1)?.seq ?? 0, [page.events]);
  const diagnosedSeq = lastSeq(events, (kind) => kind === "diagnosed");
  const mitigationSeq = lastSeq(events, (kind) => kind.startsWith("mitigation_") || kind === "recovery_checked");
  const diagnosis = useQuery<Diagnosis | null>({
    queryKey: ["diagnosis", page.id, diagnosedSeq],
    queryFn: async () => (await readJson(`/api/incidents/${page.id}/hypotheses`, diagnosisAnswerSchema)).diagnosis,
    enabled: diagnosedSeq > painted,
    placeholderData: (previous) => previous ?? page.diagnosis,
  });
  const mitigations = useQuery<readonly MitigationDetail[]>({
    queryKey: ["mitigations", page.id, mitigationSeq],
    queryFn: async () => (await readJson(`/api/incidents/${page.id}/mitigations`, mitigationsAnswerSchema)).mitigations,
    enabled: mitigationSeq > painted,
    placeholderData: (previous) => previous ?? page.mitigations,
  });
  return { diagnosis: diagnosis.data ?? page.diagnosis, mitigations: mitigations.data ?? page.mitigations };
}
