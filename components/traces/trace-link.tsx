"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { cn } from "../ui/cn";

export type OpenTrace = (traceId: string, spanId?: string | null) => void;

export function tracePath(traceId: string, spanId?: string | null): string {
  return `/traces/${traceId}${spanId ? `?span=${spanId}` : ""}`;
}

/** A trace id that leads to its trace: in place where the page can show it, else (and with a modifier) as a page of its own. */
export function TraceLink({
  traceId,
  spanId,
  onOpen,
  label,
  className,
  children,
  ...rest
}: Omit<ComponentProps<"a">, "href"> & {
  readonly traceId: string;
  readonly spanId?: string | null;
  readonly onOpen?: OpenTrace | null;
  readonly label?: string;
}) {
  const t = useTranslations("traces");
  return (
    <a
      {...rest}
      href={tracePath(traceId, spanId)}
      aria-label={label ?? t("open", { id: traceId.slice(0, 8) })}
      className={cn("rounded-1 text-accent hover:underline", className)}
      onClick={(event) => {
        rest.onClick?.(event);
        if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        onOpen(traceId, spanId);
      }}
    >
      {children ?? traceId.slice(0, 8)}
    </a>
  );
}
