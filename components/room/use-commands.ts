"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo, useState } from "react";
import * as z from "zod/mini";
import { useToast } from "../ui/toast";
import { useRefusal } from "./use-refusal";

const failureSchema = z.looseObject({ error: z.object({ code: z.string(), message: z.string() }) });

/** The outcome of a command: what it answered, or the coded failure with its body (moved fields, guards). */
export type Outcome =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly body: unknown };

/** POST with JSON. Never throws: a network failure is `unavailable`. */
export async function post(path: string, body: unknown = {}): Promise<Outcome> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? null : JSON.parse(text);
    if (response.ok) return { ok: true, body: answer };
    const failure = failureSchema.safeParse(answer);
    const { code, message } = failure.success
      ? failure.data.error
      : { code: "internal", message: `${response.status}` };
    return { ok: false, code, message, body: answer };
  } catch (error) {
    return { ok: false, code: "unavailable", message: error instanceof Error ? error.message : "", body: null };
  }
}

/** Commands of one incident over the API: they never queue behind a tick. `busy` names the one that runs. */
export function useCommands(incidentId: string) {
  const t = useTranslations("room.command");
  const why = useRefusal();
  const say = useToast();
  const [busy, setBusy] = useState<string | null>(null);
  const run = useCallback(
    async (name: string, path: string, body?: unknown): Promise<Outcome> => {
      setBusy(name);
      const outcome = await post(path, body);
      setBusy(null);
      if (outcome.ok) say("fine", t(`${name}.done`));
      else {
        say("act", t("failed", { what: t(`${name}.name`), why: why(outcome) }));
      }
      return outcome;
    },
    [say, t, why],
  );
  return useMemo(() => {
    const base = `/api/incidents/${incidentId}`;
    return {
      busy,
      acknowledge: () => run("acknowledge", `${base}/acknowledge`),
      note: (text: string) => run("note", `${base}/notes`, { text }),
      update: (body: { conditions: string; actions: string; needs: string }) =>
        run("update", `${base}/status-updates`, body),
      assign: (duty: string, personId: string | null) => run("assign", `${base}/roles`, { duty, personId }),
      severity: (severity: string, reason: string) => run("severity", `${base}/severity`, { severity, reason }),
      resolve: (reason: string) => run("resolve", `${base}/resolve`, { reason }),
      snapshot: () => run("snapshot", `${base}/snapshots`),
      judge: (hypothesisId: string, verdict: "accepted" | "rejected") =>
        run("judge", `${base}/hypotheses/judge`, { hypothesisId, verdict }),
      plan: () => post(`${base}/mitigations`, { kind: "rollback" }),
      approve: (
        planId: string,
        body: { digest: string; confirm: string; waivers: { guardId: string; reason: string }[] },
      ) => post(`/api/mitigations/${planId}/approve`, body),
    };
  }, [busy, incidentId, run]);
}
export type Commands = ReturnType<typeof useCommands>;
