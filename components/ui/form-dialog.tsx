"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";

/** A question with its fields, a way out and the one button that sends it. Closes when `onSend` answers true. */
export function FormDialog(props: {
  readonly title: string;
  readonly say: string;
  readonly send: string;
  readonly isReady: boolean;
  readonly onSend: () => Promise<boolean>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useTranslations("common");
  const form = useId();
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await props.onSend()) props.onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={props.title}
      description={props.say}
      foot={
        <>
          <span className="flex-1" />
          <Button size="lg" onClick={props.onClose} className="max-md:h-11">
            {t("cancel")}
          </Button>
          <Button size="lg" tone="primary" type="submit" form={form} disabled={!props.isReady} className="max-md:h-11">
            {props.send}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3 px-5 py-4 max-md:px-4">
        {props.children}
      </form>
    </Dialog>
  );
}
