"use client";

import type { DropdownMenu } from "radix-ui";
import { Slot } from "radix-ui";
import { type ComponentProps, createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";

type Parts = typeof DropdownMenu;

const fetchParts = () => import("./menu-parts").then((module) => module.DropdownMenu);

type MenuState = { readonly parts: Parts | null; readonly open: () => void };
const MenuContext = createContext<MenuState>({ parts: null, open: () => undefined });

/** A menu whose code is fetched when a pointer or the focus reaches its trigger. */
export function Menu({ children }: { children: ReactNode }) {
  const [parts, setParts] = useState<Parts | null>(null);
  // The trigger becomes another element with the first opening: the menu takes the focus and gives it back to that one.
  const open = useCallback(() => {
    fetchParts().then(
      (fetched) => setParts(fetched),
      (error: unknown) => console.error("The menu could not be loaded", error),
    );
  }, []);
  const state = useMemo(() => ({ parts, open }), [parts, open]);
  return <MenuContext value={state}>{parts ? <parts.Root defaultOpen>{children}</parts.Root> : children}</MenuContext>;
}

export function MenuTrigger({ asChild = false, ...props }: ComponentProps<"button"> & { readonly asChild?: boolean }) {
  const { parts, open } = use(MenuContext);
  if (parts) return <parts.Trigger asChild={asChild} {...props} />;
  const Trigger = asChild ? Slot.Root : "button";
  const warm = () => void fetchParts().catch(() => undefined /* the click tells */);
  return (
    <Trigger
      {...(asChild ? {} : { type: "button" as const })}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={warm}
      onFocus={warm}
      onClick={open}
      onKeyDown={(event: React.KeyboardEvent) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        open();
      }}
      {...props}
    />
  );
}

export function MenuContent({ className, ...props }: ComponentProps<Parts["Content"]>) {
  const { parts } = use(MenuContext);
  if (!parts) return null;
  return (
    <parts.Portal>
      <parts.Content
        sideOffset={4}
        collisionPadding={8}
        className={cn("z-60 min-w-44 rounded-2 bg-overlay p-1 shadow-2", className)}
        {...props}
      />
    </parts.Portal>
  );
}

export function MenuItem({
  shortcut,
  children,
  className,
  ...props
}: ComponentProps<Parts["Item"]> & { readonly shortcut?: ReactNode }) {
  const { parts } = use(MenuContext);
  if (!parts) return null;
  return (
    <parts.Item
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
    </parts.Item>
  );
}

export function MenuLabel(props: ComponentProps<Parts["Label"]>) {
  const { parts } = use(MenuContext);
  return parts ? <parts.Label className="px-2 py-1 text-fg-3 text-xs" {...props} /> : null;
}

export function MenuSeparator() {
  const { parts } = use(MenuContext);
  return parts ? <parts.Separator className="my-1 h-px bg-line" /> : null;
}
