"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, Input, Textarea } from "../ui/field";
import { Notice } from "../ui/notice";

/** What others should know: conditions, actions, needs. */
export function UpdateDialog(props: {
  readonly onClose: () => void;
  readonly onSend: (body: { conditions: string; actions: string; needs: string }) => Promise<boolean>;
}) {
  const t = useTranslations("room.update");
  const tCommon = useTranslations("common");
  const form = useId();
  const [body, setBody] = useState({ conditions: "", actions: "", needs: "" });
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await props.onSend(body)) props.onClose();
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
            disabled={body.conditions.trim() === ""}
            className="max-md:h-11"
          >
            {t("send")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3 px-5 py-4 max-md:px-4">
        {(["conditions", "actions", "needs"] as const).map((field) => (
          <Field key={field} label={t(field)}>
            <Textarea
              rows={2}
              required={field === "conditions"}
              value={body[field]}
              onChange={(event) => setBody({ ...body, [field]: event.target.value })}
            />
          </Field>
        ))}
      </form>
    </Dialog>
  );
}

/** Resolving by hand needs a reason; while alerts fire it is said that they do. */
export function ResolveDialog(props: {
  readonly firingCount: number;
  readonly onClose: () => void;
  readonly onResolve: (reason: string) => Promise<boolean>;
}) {
  const t = useTranslations("room.resolve");
  const tCommon = useTranslations("common");
  const form = useId();
  const [reason, setReason] = useState("");
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await props.onResolve(reason.trim())) props.onClose();
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
            disabled={reason.trim() === ""}
            className="max-md:h-11"
          >
            {t("resolve")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3 px-5 py-4 max-md:px-4">
        {props.firingCount > 0 ? (
          <Notice tone="watch" title={t("firing", { n: props.firingCount })}>
            {t("firing_say")}
          </Notice>
        ) : null}
        <Field label={t("reason")}>
          <Input required value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
