import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A key to press. Hidden from screen readers: the control names its shortcut with aria-keyshortcuts. */
export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      aria-hidden
      className={cn(
        "inline-grid h-4 min-w-4 place-items-center rounded-1 border border-line bg-raised px-1 font-medium font-sans text-2xs text-fg-3 leading-none",
        className,
      )}
      {...props}
    />
  );
}
