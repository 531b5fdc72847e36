"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, Input } from "../ui/field";
import { useActs } from "./use-acts";

const OUTCOMES = ["applied", "not_applied"] as const;

/** A person looked at the cluster and says what became of a rollback whose outcome is unknown. */
export function SettleDialog(props: { readonly mitigationId: string; readonly onClose: () => void }) {
  const t = useTranslations("command.settle");
  const tCommon = useTranslations("common");
  const form = useId();
  const { act, isBusy } = useActs();
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number] | null>(null);
  const [reason, setReason] = useState("");
  async function submit(event: FormEvent) {
    event.preventDefault();
    const done = await act("settled", `/api/mitigations/${props.mitigationId}/settle`, { outcome, reason });
    if (done.ok) props.onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={t("title")}
      description={t("say")}
      foot={
        <>
          <span className="flex-1" />
          <Button size="lg" onClick={props.onClose} className="max-md:h-11">
            {tCommon("cancel")}
          </Button>
          <Button
            size="lg"
            tone="primary"
            type="submit"
            form={form}
            disabled={isBusy || outcome === null || reason.trim() === ""}
            className="max-md:h-11"
          >
            {t("do")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3 px-5 py-4 max-md:px-4">
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
      </form>
    </Dialog>
  );
}
