"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button } from "./button";
import { cn } from "./cn";

/** A dialog with title, one line under it, body and foot. Focus starts on the title, never on the button that changes the world. */
export function Dialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly aside?: ReactNode;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const t = useTranslations("common");
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(props.description === undefined ? { "aria-describedby": undefined } : {})}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            title.current?.focus();
          }}
          className={cn(
            "fixed inset-0 z-50 m-auto flex h-fit max-h-[calc(100dvh-40px)] w-[480px] max-w-[calc(100vw-48px)] animate-rise flex-col overflow-hidden rounded-3 bg-overlay text-fg shadow-3 focus-visible:rounded-3 max-md:max-h-dvh max-md:max-w-full max-md:rounded-none",
            props.className,
          )}
        >
          <header className="flex items-start gap-4 border-line border-b px-5 pt-4 pb-3 max-md:flex-wrap max-md:px-4">
            <div className="min-w-0 flex-1 max-md:basis-full max-md:pr-10">
              <Radix.Title
                ref={title}
                tabIndex={-1}
                className="font-semibold text-xl leading-6 tracking-tight shadow-none!"
              >
                {props.title}
              </Radix.Title>
              {props.description === undefined ? null : (
                <Radix.Description className="mt-px text-fg-2">{props.description}</Radix.Description>
              )}
            </div>
            {props.aside}
            <Radix.Close asChild>
              <Button
                tone="ghost"
                size="icon"
                aria-label={t("close")}
                className="touch-target max-md:absolute max-md:top-2 max-md:right-2"
              >
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-auto">{props.children}</div>
          {props.foot === undefined ? null : (
            <footer className="flex items-center gap-4 border-line border-t bg-raised px-5 py-3 max-md:flex-col max-md:items-stretch max-md:px-4">
              {props.foot}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
