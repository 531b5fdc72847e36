"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { IncidentWire } from "@/lib/contracts/incident";
import { post } from "../room/use-commands";
import { useToast } from "../ui/toast";
import { BOARD_KEY } from "./use-board";

/** "Take it": acknowledges when nobody has, and makes the caller commander. */
export function useTake() {
  const t = useTranslations("board");
  const say = useToast();
  const client = useQueryClient();
  const [takingId, setTakingId] = useState<string | null>(null);
  const take = async (wire: IncidentWire): Promise<void> => {
    setTakingId(wire.id);
    const { number } = wire;
    const acknowledged =
      wire.acknowledgedAt === null ? await post(`/api/incidents/${wire.id}/acknowledge`) : { ok: true as const };
    const assigned = acknowledged.ok
      ? await post(`/api/incidents/${wire.id}/roles`, { duty: "commander", personId: "me" })
      : acknowledged;
    if (assigned.ok) say("fine", t("taken", { number }));
    else say("act", t("takeFailed", { number }));
    await client.invalidateQueries({ queryKey: [BOARD_KEY] });
    setTakingId(null);
  };
  return { takingId, take };
}
