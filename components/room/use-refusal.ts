"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import * as z from "zod/mini";

const reasonSchema = z.looseObject({
  reason: z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
});

/** Why a command was refused, in the reader's words: its own reason where it names one, else what its code means. */
export function useRefusal(): (failure: {
  readonly code: string;
  readonly message: string;
  readonly body: unknown;
}) => string {
  const t = useTranslations("errors");
  return useCallback(
    ({ code, message, body }) => {
      const told = reasonSchema.safeParse(body);
      const key = told.success ? `reason.${told.data.reason.key}` : "";
      if (told.success && t.has(key)) return t(key, told.data.reason.params);
      return t.has(code) ? t(code) : message;
    },
    [t],
  );
}
