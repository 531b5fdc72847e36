"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { BoardPicture } from "./board-store";

/** Said one by one up to here; a storm is said as a number. */
const NAMED_MAX = 3;

/** What a screen reader hears of incidents that have just come. */
export function useArrivals({ arrived, wires }: BoardPicture): string {
  const t = useTranslations("board");
  const [said, setSaid] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once when they come; other changes of the rows are not news
  useEffect(() => {
    if (arrived.size === 0) return;
    const named = [...arrived].flatMap((id) => wires.get(id) ?? []);
    setSaid(
      named.length > NAMED_MAX
        ? t("arrivedMany", { n: named.length })
        : named.map(({ number, severity, title }) => t("arrived", { number, severity, title })).join(" "),
    );
  }, [arrived]);
  return said;
}
