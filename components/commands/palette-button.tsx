"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cn } from "../ui/cn";
import { Kbd } from "../ui/kbd";
import { useOpenPalette } from "./command-context";

/** The palette's key as this machine's keyboard names it; the Mac's until the page runs. */
export function usePaletteKey(): string {
  const [label, setLabel] = useState("⌘K");
  useEffect(() => {
    if (!/Mac|iPhone|iPad/.test(navigator.platform)) setLabel("Ctrl K");
  }, []);
  return label;
}

/** Looks like the search field that it opens. */
export function PaletteButton({ className }: { className?: string }) {
  const t = useTranslations("common.palette");
  const open = useOpenPalette();
  const keyLabel = usePaletteKey();
  return (
    <button
      type="button"
      onClick={open}
      aria-keyshortcuts="Meta+K Control+K"
      className={cn(
        "flex h-7 w-[184px] items-center gap-2 rounded-2 border border-line bg-raised pr-1.5 pl-[9px] text-fg-3 transition-colors hover:bg-hover focus-visible:rounded-2 max-xl:w-auto",
        className,
      )}
    >
      <Search aria-hidden className="size-3.5 shrink-0" />
      <span className="flex-1 truncate text-left max-xl:sr-only">{t("button")}</span>
      <Kbd className="max-md:hidden">{keyLabel}</Kbd>
    </button>
  );
}
