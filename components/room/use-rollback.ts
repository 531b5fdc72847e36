"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import * as z from "zod/mini";
import type { MitigationDetail } from "@/lib/contracts/incident-page";
import { guardSchema, mitigationPreviewSchema } from "@/lib/contracts/mitigation-preview";
import type { Guard, GuardWaiver } from "@/lib/domain/guard";
import type { MitigationPreview } from "@/lib/domain/mitigation";
import { useToast } from "../ui/toast";
import { type MovedField, movedOf } from "./approval";
import type { Commands } from "./use-commands";

const refusalSchema = z.looseObject({ guards: z.array(guardSchema) });

type State = {
  readonly isOpen: boolean;
  readonly isPlanning: boolean;
  readonly isApproving: boolean;
  readonly preview: MitigationPreview | null;
  readonly refusal: readonly Guard[] | null;
  readonly failure: string | null;
  readonly moved: readonly MovedField[];
};
const CLOSED: State = {
  isOpen: false,
  isPlanning: false,
  isApproving: false,
  preview: null,
  refusal: null,
  failure: null,
  moved: [],
};

/** The review of one rollback: plan, approve, and what to show when either is refused. */
export function useRollback(commands: Commands, plan: MitigationDetail | null) {
  const t = useTranslations("rollback");
  const tErrors = useTranslations("errors");
  const say = useToast();
  const [state, setState] = useState<State>(CLOSED);

  async function makePlan() {
    setState({ ...CLOSED, isOpen: true, isPlanning: true });
    const outcome = await commands.plan();
    if (outcome.ok) {
      const preview = mitigationPreviewSchema.parse(outcome.body);
      setState((now) => ({ ...now, isPlanning: false, preview }));
      return;
    }
    const refusal = refusalSchema.safeParse(outcome.body);
    const failure = tErrors.has(outcome.code) ? tErrors(outcome.code) : outcome.message;
    setState((now) => ({
      ...now,
      isPlanning: false,
      refusal: refusal.success ? refusal.data.guards : null,
      failure: refusal.success ? null : failure,
    }));
  }

  async function approve(confirm: string, waivers: readonly GuardWaiver[]) {
    if (!state.preview) return;
    setState((now) => ({ ...now, isApproving: true, failure: null, moved: [] }));
    const { planId, digest } = state.preview;
    const outcome = await commands.approve(planId, { digest, confirm: confirm.trim(), waivers: [...waivers] });
    if (outcome.ok) {
      setState(CLOSED);
      say("fine", t("approved"));
      return;
    }
    const refusal = refusalSchema.safeParse(outcome.body);
    setState((now) => ({
      ...now,
      isApproving: false,
      preview: now.preview && refusal.success ? { ...now.preview, guards: refusal.data.guards } : now.preview,
      moved: movedOf(outcome.body),
      failure: outcome.message,
    }));
  }

  return {
    ...state,
    /** Opens the present plan, or makes one. */
    open: () => (plan ? setState({ ...CLOSED, isOpen: true, preview: plan.preview }) : void makePlan()),
    close: () => setState(CLOSED),
    makePlan: () => void makePlan(),
    approve: (confirm: string, waivers: readonly GuardWaiver[]) => void approve(confirm, waivers),
  };
}
