"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** What failed, what still works, what to do. */
export default function RoomError({ reset }: { reset: () => void }) {
  const t = useTranslations("room.failed");
  return (
    <main className="mx-auto flex max-w-[560px] flex-col items-start gap-3 px-6 pt-24">
      <h1 className="font-semibold text-2xl tracking-tight">{t("title")}</h1>
      <p className="text-fg-2 text-md leading-doc">{t("say")}</p>
      <Button size="lg" onClick={reset}>
        {t("again")}
      </Button>
    </main>
  );
}
