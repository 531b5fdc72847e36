"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const Tabs = Radix.Root;
export const TabPanel = Radix.Content;

export function TabList({ className, ...props }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={cn("flex gap-0.5", className)} {...props} />;
}

export const tabLook =
  "inline-flex h-[22px] items-center whitespace-nowrap rounded-1 px-2 font-medium text-fg-3 text-xs transition-colors hover:bg-hover hover:text-fg max-md:h-11 max-md:px-3";

export function Tab({
  count,
  children,
  className,
  ...props
}: ComponentProps<typeof Radix.Trigger> & { readonly count?: number }) {
  return (
    <Radix.Trigger
      className={cn(tabLook, "data-[state=active]:bg-hover data-[state=active]:text-fg", className)}
      {...props}
    >
      {children}
      {count === undefined ? null : <span className="ml-1 font-normal text-fg-3">{count}</span>}
    </Radix.Trigger>
  );
}
