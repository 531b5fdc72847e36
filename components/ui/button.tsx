import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const button = cva(
  "inline-flex shrink-0 select-none items-center whitespace-nowrap rounded-2 border font-medium transition-colors focus-visible:rounded-2 disabled:cursor-not-allowed aria-disabled:cursor-not-allowed [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        plain:
          "border-line-strong bg-surface text-fg hover:bg-hover disabled:border-line disabled:bg-raised disabled:text-fg-3 aria-disabled:border-line aria-disabled:bg-raised aria-disabled:text-fg-3",
        ghost:
          "border-transparent bg-transparent text-fg-2 hover:bg-hover hover:text-fg disabled:bg-transparent disabled:text-fg-3 aria-disabled:bg-transparent aria-disabled:text-fg-3",
        /** The one action of a screen. */
        primary:
          "border-transparent bg-accent-solid text-on-accent hover:bg-accent-hover disabled:border-line disabled:bg-raised disabled:text-fg-3 aria-disabled:border-line aria-disabled:bg-raised aria-disabled:text-fg-3",
      },
      size: {
        sm: "h-[22px] gap-1 px-[7px] text-xs [&_svg]:size-3",
        md: "h-7 gap-1.5 px-2.5 text-sm [&_svg]:size-3.5",
        lg: "h-9 gap-2 px-3.5 text-md [&_svg]:size-4",
        icon: "size-7 justify-center p-0 [&_svg]:size-3.5",
      },
    },
    defaultVariants: { tone: "plain", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof button> & { readonly asChild?: boolean };

/** `asChild` lends the look to a link. A locked button takes `aria-disabled`, so that its reason stays reachable. */
export function Button({ tone, size, asChild = false, className, type, ...props }: ButtonProps) {
  const classes = cn(button({ tone, size }), className);
  return asChild ? (
    <Slot.Root className={classes} {...props} />
  ) : (
    <button type={type ?? "button"} className={classes} {...props} />
  );
}
