import type { ComponentProps } from "react";
import { cn } from "./cn";

const TONES = {
  plain: "bg-raised text-fg-2 border-line",
  act: "bg-act-tint text-act border-act-line",
  watch: "bg-watch-tint text-watch border-watch-line",
  fine: "bg-fine-tint text-fine border-fine-line",
  accent: "bg-accent-tint text-accent border-accent-line",
} as const;
export type BadgeTone = keyof typeof TONES;

/** A word with a tone; put a Mark in front when the word names a state. */
export function Badge({ tone = "plain", className, ...props }: ComponentProps<"span"> & { readonly tone?: BadgeTone }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-1 border px-[7px] text-xs",
        TONES[tone],
        className,
      )}
      {...props}
    />
  );
}
