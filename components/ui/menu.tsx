"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;

export function MenuContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        className={cn("z-60 min-w-44 rounded-2 bg-overlay p-1 shadow-2", className)}
        {...props}
      />
    </Radix.Portal>
  );
}

export function MenuItem({
  shortcut,
  children,
  className,
  ...props
}: ComponentProps<typeof Radix.Item> & { readonly shortcut?: ReactNode }) {
  return (
    <Radix.Item
      className={cn(
        "flex h-7 cursor-pointer items-center gap-2 rounded-1 px-2 text-fg text-sm outline-none data-[disabled]:cursor-not-allowed data-[highlighted]:bg-hover data-[disabled]:text-fg-3 max-md:h-11 [&_svg]:size-3.5",
        className,
      )}
      {...props}
    >
      {children}
      {shortcut === undefined ? null : (
        <>
          <span className="flex-1" />
          <Kbd>{shortcut}</Kbd>
        </>
      )}
    </Radix.Item>
  );
}

export function MenuLabel(props: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className="px-2 py-1 text-fg-3 text-xs" {...props} />;
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
