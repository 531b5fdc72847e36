"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "../format/use-format";
import type { RuntimeRow } from "./runtime-view";

const NBSP = "\u00a0";

/** How a runtime figure writes its values. */
export function useRuntimeText(): (id: RuntimeRow["id"], value: number) => string {
  const t = useTranslations("runtime.figures");
  const format = useFormat();
  return (id, value) => {
    switch (id) {
      case "goroutines":
      case "files":
      case "pool":
        return format.count(value);
      case "heap":
      case "memory":
        return format.bytes(value);
      case "allocation":
        return t("per_s", { value: format.bytes(value) }).replaceAll(" ", NBSP);
      case "gc":
        return format.latency(value);
      case "cpu":
        return t("cores", { value: format.short(value) }).replaceAll(" ", NBSP);
      default:
        return id satisfies never;
    }
  };
}
