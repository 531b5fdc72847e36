"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Cause } from "@/lib/domain/cause";
import { placeName } from "@/lib/domain/map-peer";

type Named = { readonly cause: Cause; readonly version: string | null };

/** A cause in words: a title and one sentence about how it hurts. */
export function useCauseText(): { readonly title: (of: Named) => string; readonly say: (of: Named) => string } {
  const t = useTranslations("hypotheses");
  return useMemo(() => {
    const params = ({ cause, version }: Named) => ({
      service: placeName(cause.service),
      version: version ?? "",
    });
    return {
      title: (of) =>
        t(`title.${of.cause.trigger}${of.cause.trigger === "release" && of.version ? "_version" : ""}`, params(of)),
      say: (of) => t(`say.${of.cause.mechanism}`, params(of)),
    };
  }, [t]);
}
