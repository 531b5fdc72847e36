"use client";

import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import type { IncidentWire } from "@/lib/contracts/incident";
import { post } from "../room/use-commands";
import { useToast } from "../ui/toast";

/** "Take it": acknowledges when nobody has, and makes the caller commander. `onDone` reads the board again. */
export function useTake(onDone: () => void) {
  const t = useTranslations("board");
  const say = useToast();
  const [takingId, setTakingId] = useState<string | null>(null);
  const take = useCallback(
    (wire: IncidentWire) => {
      const run = async (): Promise<void> => {
        setTakingId(wire.id);
        const { number } = wire;
        const acknowledged =
          wire.acknowledgedAt === null ? await post(`/api/incidents/${wire.id}/acknowledge`) : { ok: true as const };
        const assigned = acknowledged.ok
          ? await post(`/api/incidents/${wire.id}/roles`, { duty: "commander", personId: "me" })
          : acknowledged;
        if (assigned.ok) say("fine", t("taken", { number }));
        else say("act", t("takeFailed", { number }));
        setTakingId(null);
        onDone();
      };
      void run();
    },
    [say, t, onDone],
  );
  return { takingId, take };
}
