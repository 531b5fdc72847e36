import type { ReactNode } from "react";
import { cn } from "./cn";

/** Head of a panel, 28 px: name, quiet meta, actions at the right. Panels share one surface and are parted by lines. */
export function PanelHead(props: {
  readonly id?: string;
  readonly title: ReactNode;
  readonly meta?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  return (
    <div
      className={cn(
        "flex h-7 shrink-0 items-center gap-2 whitespace-nowrap px-3 max-md:h-10 max-md:px-4",
        props.className,
      )}
    >
      {/* Small to begin with, so that a head that may wrap does so for its actions, not for what can be cut short. */}
      <div className="flex min-w-0 flex-1 basis-20 items-center gap-2">
        <h2 id={props.id} className="font-semibold text-sm">
          {props.title}
        </h2>
        {props.meta === undefined ? null : <span className="min-w-0 truncate text-fg-3 text-xs">{props.meta}</span>}
      </div>
      {props.children}
    </div>
  );
}
