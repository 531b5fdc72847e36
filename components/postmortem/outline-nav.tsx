"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { OutlineEntry } from "@/lib/domain/markdown-outline";
import { cn } from "../ui/cn";

/** Headings of the document; the one that is being read is marked. */
export function OutlineNav({ entries, className }: { entries: readonly OutlineEntry[]; className?: string }) {
  const t = useTranslations("postmortem");
  const [current, setCurrent] = useState<string | null>(entries[0]?.id ?? null);
  useEffect(() => {
    const headings = entries.flatMap(({ id }) => document.getElementById(id) ?? []);
    const observer = new IntersectionObserver(
      (seen) => {
        const top = seen.find(({ isIntersecting }) => isIntersecting);
        if (top) setCurrent(top.target.id);
      },
      { rootMargin: "-64px 0px -70% 0px" },
    );
    for (const heading of headings) observer.observe(heading);
    return () => observer.disconnect();
  }, [entries]);
  return (
    <nav aria-label={t("outline")} className={className}>
      <h2 className="px-2 pb-1.5 font-medium text-fg-3 text-xs">{t("outline")}</h2>
      <ul>
        {entries.map(({ id, level, text }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              {...(id === current ? { "aria-current": "true" as const } : {})}
              className={cn(
                "flex min-h-7 items-center rounded-1 px-2 text-fg-2 hover:bg-hover",
                level === 3 && "pl-5",
                id === current && "bg-hover font-medium text-fg",
              )}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
