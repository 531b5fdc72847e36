"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type SubmitEvent, useId, useState } from "react";
import * as z from "zod/mini";
import { incidentWireSchema } from "@/lib/contracts/incident";
import { SEVERITIES } from "@/lib/domain/severity";
import { post } from "../room/use-commands";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, Input } from "../ui/field";
import { Notice } from "../ui/notice";

const conflictSchema = z.looseObject({ incident: z.object({ number: z.number() }) });

type Failure =
  | { readonly kind: "conflict"; readonly number: number }
  | { readonly kind: "other"; readonly why: string };

/** Opens an incident by hand and goes to its room. */
export function DeclareDialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly services: readonly string[];
}) {
  const t = useTranslations("board.declareDialog");
  const common = useTranslations("common");
  const router = useRouter();
  const formId = useId();
  const listId = useId();
  const [isWorking, setIsWorking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsWorking(true);
    setFailure(null);
    const given = Object.fromEntries([...form].filter(([, value]) => value !== ""));
    const outcome = await post("/api/incidents", given);
    const incident = outcome.ok ? incidentWireSchema.safeParse(outcome.body) : null;
    if (incident?.success) return router.push(`/incidents/${incident.data.number}`);
    const conflict = outcome.ok ? null : conflictSchema.safeParse(outcome.body);
    setFailure(
      conflict?.success
        ? { kind: "conflict", number: conflict.data.incident.number }
        : { kind: "other", why: outcome.ok ? "" : outcome.message },
    );
    setIsWorking(false);
  };
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={t("title")}
      description={t("description")}
      foot={
        <>
          <span className="flex-1" />
          <Button onClick={() => props.onOpenChange(false)} className="justify-center max-md:h-11">
            {common("cancel")}
          </Button>
          <Button
            type="submit"
            form={formId}
            tone="primary"
            disabled={isWorking}
            className="justify-center max-md:h-11"
          >
            {isWorking ? t("working") : t("submit")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3 px-5 py-4 max-md:px-4">
        {failure?.kind === "conflict" ? (
          <Notice
            tone="watch"
            action={
              <Button size="sm" onClick={() => router.push(`/incidents/${failure.number}`)}>
                {t("open", { number: failure.number })}
              </Button>
            }
          >
            {t("conflict", { number: failure.number })}
          </Notice>
        ) : failure ? (
          <Notice tone="act">{t("failed", { why: failure.why })}</Notice>
        ) : null}
        <Field label={t("name")}>
          <Input name="title" required maxLength={500} placeholder={t("namePlaceholder")} />
        </Field>
        <Field label={t("service")}>
          <Input name="service" required maxLength={200} list={listId} autoComplete="off" />
        </Field>
        <datalist id={listId}>
          {props.services.map((service) => (
            <option key={service} value={service} />
          ))}
        </datalist>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("environment")}>
            <Input name="environment" maxLength={100} placeholder="default" />
          </Field>
          <Field label={t("team")}>
            <Input name="team" maxLength={100} placeholder="default" />
          </Field>
        </div>
        <fieldset>
          <legend className="pb-1 text-fg-2 text-xs">{t("severity")}</legend>
          {SEVERITIES.map((severity) => (
            <label
              key={severity}
              className="flex h-7 cursor-pointer items-center gap-2 rounded-1 px-1 hover:bg-hover max-md:h-11"
            >
              <input
                type="radio"
                name="severity"
                value={severity}
                defaultChecked={severity === "SEV-3"}
                className="size-3.5 accent-fg"
              />
              <b className="w-12 font-medium">{severity}</b>
              <span className="text-fg-3">{t(`severityHint.${severity}`)}</span>
            </label>
          ))}
        </fieldset>
      </form>
    </Dialog>
  );
}
