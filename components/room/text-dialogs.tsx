"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field, Input, Textarea } from "../ui/field";
import { FormDialog } from "../ui/form-dialog";
import { Notice } from "../ui/notice";

/** What others should know: conditions, actions, needs. */
export function UpdateDialog(props: {
  readonly onClose: () => void;
  readonly onSend: (body: { conditions: string; actions: string; needs: string }) => Promise<boolean>;
}) {
  const t = useTranslations("room.update");
  const [body, setBody] = useState({ conditions: "", actions: "", needs: "" });
  return (
    <FormDialog
      title={t("title")}
      say={t("say")}
      send={t("send")}
      isReady={body.conditions.trim() !== ""}
      onSend={() => props.onSend(body)}
      onClose={props.onClose}
    >
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
    </FormDialog>
  );
}

/** Resolving by hand needs a reason; while alerts fire it is said that they do. */
export function ResolveDialog(props: {
  readonly firingCount: number;
  readonly onClose: () => void;
  readonly onResolve: (reason: string) => Promise<boolean>;
}) {
  const t = useTranslations("room.resolve");
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={t("title")}
      say={t("say")}
      send={t("resolve")}
      isReady={reason.trim() !== ""}
      onSend={() => props.onResolve(reason.trim())}
      onClose={props.onClose}
    >
      {props.firingCount > 0 ? (
        <Notice tone="watch" title={t("firing", { n: props.firingCount })}>
          {t("firing_say")}
        </Notice>
      ) : null}
      <Field label={t("reason")}>
        <Input required value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
