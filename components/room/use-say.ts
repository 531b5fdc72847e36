"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Explanation } from "@/lib/domain/events";
import { useParams } from "../format/use-params";

/** A stored explanation in the reader's words; `otherwise` (English, as stored) where its key is not known here. */
export function useSay(): (why: Explanation, otherwise?: string) => string {
  const t = useTranslations("events.why");
  const params = useParams();
  return useCallback(
    (why, otherwise = "") => (t.has(why.key) ? t(why.key, params(why.params)) : otherwise),
    [t, params],
  );
}
