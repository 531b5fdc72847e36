"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field, Input } from "../ui/field";
import { FormDialog } from "../ui/form-dialog";
import { useActs } from "./use-acts";

const OUTCOMES = ["applied", "not_applied"] as const;

/** A person looked at the cluster and says what became of a rollback whose outcome is unknown. */
export function SettleDialog(props: { readonly mitigationId: string; readonly onClose: () => void }) {
  const t = useTranslations("command.settle");
  const { act, isBusy } = useActs();
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number] | null>(null);
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={t("title")}
      say={t("say")}
      send={t("do")}
      isReady={!isBusy && outcome !== null && reason.trim() !== ""}
      onSend={async () =>
        (await act("settled", `/api/mitigations/${props.mitigationId}/settle`, { outcome, reason })).ok
      }
      onClose={props.onClose}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-fg-2 text-xs">{t("what")}</legend>
        {OUTCOMES.map((value) => (
          <label key={value} className="flex min-h-6 items-start gap-2 text-sm max-md:min-h-11">
            <input
              type="radio"
              name="outcome"
              className="mt-0.5 size-4"
              checked={outcome === value}
              onChange={() => setOutcome(value)}
            />
            <span>
              <b className="font-medium">{t(`${value}.title`)}</b>
              <span className="block text-fg-2">{t(`${value}.say`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field label={t("reason")}>
        <Input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
