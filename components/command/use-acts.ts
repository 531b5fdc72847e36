"use client";

import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { type Outcome, post } from "../room/use-commands";
import { useRefusal } from "../room/use-refusal";
import { useToast } from "../ui/toast";

/** Runs a command of the panel and says what came of it (`command.did.NAME`); `busy` while one runs. */
export function useActs() {
  const t = useTranslations("command.did");
  const why = useRefusal();
  const say = useToast();
  const [isBusy, setBusy] = useState(false);
  const act = useCallback(
    async (name: string, path: string, body: unknown): Promise<Outcome> => {
      setBusy(true);
      const outcome = await post(path, body);
      setBusy(false);
      if (outcome.ok) say("fine", t(name));
      else say("act", why(outcome));
      return outcome;
    },
    [say, t, why],
  );
  return { act, isBusy };
}
