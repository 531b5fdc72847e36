"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Guard } from "@/lib/domain/guard";
import { useParams } from "../format/use-params";

/** What a guard found, in the reader's words. */
export function useGuardText(): (guard: Pick<Guard, "id" | "state" | "params">) => string {
  const t = useTranslations("guards");
  const params = useParams();
  return useCallback(
    ({ id, state, params: found }) => {
      const values = params(found);
      // A list of what the workload lacks: each by its own name.
      if (id === "no_dropped_requests" && typeof values.missing === "string") {
        const names = values.missing.split(", ").map((key) => (t.has(`missing.${key}`) ? t(`missing.${key}`) : key));
        values.missing = names.join(t("missing.and"));
      }
      return t(`${id}.${state}`, values);
    },
    [t, params],
  );
}
