"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { IncidentWire } from "@/lib/contracts/incident";
import { post } from "../room/use-commands";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-block";
import { useToast } from "../ui/toast";

/** What can be done with several incidents at once. */
export function SelectionBar(props: {
  readonly wires: readonly IncidentWire[];
  readonly mayCommand: boolean;
  readonly onClear: () => void;
}) {
  const { wires } = props;
  const t = useTranslations("board.selection");
  const say = useToast();
  const [isWorking, setIsWorking] = useState(false);
  const waiting = wires.filter(({ acknowledgedAt, status }) => acknowledgedAt === null && status !== "resolved");
  if (wires.length === 0) return null;
  const acknowledge = async () => {
    setIsWorking(true);
    const failed: number[] = [];
    for (const { id, number } of waiting) {
      const outcome = await post(`/api/incidents/${id}/acknowledge`);
      if (!outcome.ok) failed.push(number);
    }
    setIsWorking(false);
    if (failed.length === 0) say("fine", t("acknowledged", { n: waiting.length }));
    else say("act", t("failed", { numbers: failed.map((number) => `#${number}`).join(", ") }));
    if (failed.length === 0) props.onClear();
  };
  return (
    <div
      role="toolbar"
      aria-label={t("label")}
      className="sticky bottom-0 z-20 flex min-h-12 items-center gap-2 border-line border-t bg-overlay px-4 shadow-2 max-md:flex-wrap max-md:py-2"
    >
      <span aria-live="polite" className="flex-1 font-medium">
        {t("n", { n: wires.length })}
      </span>
      {props.mayCommand ? (
        <Button
          disabled={isWorking || waiting.length === 0}
          onClick={() => void acknowledge()}
          className="touch-target justify-center"
        >
          {t("acknowledge", { n: waiting.length })}
        </Button>
      ) : null}
      <CopyButton
        text={wires.map(({ number, title }) => `#${number} ${title} ${location.origin}/incidents/${number}`).join("\n")}
        label={t("copy")}
        done={t("copied")}
      />
      <Button tone="ghost" onClick={props.onClear} className="touch-target justify-center">
        {t("clear")}
      </Button>
    </div>
  );
}
