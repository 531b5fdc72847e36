import { cn } from "./cn";

/** First letters of the first two words; of a Chinese name its first character. */
export function initialsOf(name: string): string {
  return name
    .split(/[\s._-]+/)
    .filter((word) => word !== "")
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
}

export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      title={name}
      className={cn(
        "inline-grid size-[22px] shrink-0 place-items-center rounded-full border border-line-strong bg-hover font-semibold text-2xs text-fg-2 leading-none",
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
}
