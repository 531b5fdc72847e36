"use client";

import { Slot } from "radix-ui";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { type Side, tipPlaceOf } from "./tip-place";

const OPEN_MS = 250;
/** Long enough for the pointer to cross the gap to the tip, so that its text can be selected. */
const CLOSE_MS = 120;

/**
 * A text beside its trigger while that is pointed at or focused; Escape puts it away (WCAG 1.4.13). The trigger must be focusable,
 * so that the text is reachable without a mouse. A room has hundreds of triggers: only the one that is shown has more than handlers.
 */
export function Tooltip(props: { readonly text: ReactNode; readonly side?: Side; readonly children: ReactNode }) {
  const id = useId();
  const [trigger, setTrigger] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const soon = (ms: number, shown: Element | null) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(setTrigger, ms, shown);
  };
  const now = (shown: Element | null) => {
    clearTimeout(timer.current);
    setTrigger(shown);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <Slot.Root
        aria-describedby={trigger === null ? undefined : id}
        onPointerEnter={(event) => event.pointerType !== "touch" && soon(OPEN_MS, event.currentTarget)}
        onPointerLeave={() => soon(CLOSE_MS, null)}
        onPointerDown={() => now(null)}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && now(event.currentTarget)}
        onBlur={() => now(null)}
      >
        {props.children}
      </Slot.Root>
      {trigger === null
        ? null
        : createPortal(
            <Tip
              id={id}
              trigger={trigger}
              side={props.side ?? "top"}
              onEnter={() => soon(0, trigger)}
              onLeave={() => soon(CLOSE_MS, null)}
              onClose={() => now(null)}
            >
              {props.text}
            </Tip>,
            document.body,
          )}
    </>
  );
}

function Tip(props: {
  readonly id: string;
  readonly trigger: Element;
  readonly side: Side;
  readonly onEnter: () => void;
  readonly onLeave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const tip = useRef<HTMLDivElement>(null);
  // After every render: its text may have changed its size.
  useLayoutEffect(() => {
    if (tip.current === null) return;
    const { offsetWidth: width, offsetHeight: height } = tip.current;
    const page = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
    const { x, y } = tipPlaceOf(props.trigger.getBoundingClientRect(), { width, height }, page, props.side);
    tip.current.style.transform = `translate(${x}px, ${y}px)`;
  });
  const close = useRef(props.onClose);
  close.current = props.onClose;
  useEffect(() => {
    const away = () => close.current();
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // The first Escape is the tip's; a dialog below it takes the next.
      event.stopImmediatePropagation();
      away();
    };
    window.addEventListener("keydown", key, true);
    window.addEventListener("scroll", away, { capture: true, passive: true });
    window.addEventListener("resize", away);
    return () => {
      window.removeEventListener("keydown", key, true);
      window.removeEventListener("scroll", away, { capture: true });
      window.removeEventListener("resize", away);
    };
  }, []);
  return (
    <div
      ref={tip}
      id={props.id}
      role="tooltip"
      onPointerEnter={props.onEnter}
      onPointerLeave={props.onLeave}
      className="fixed top-0 left-0 z-60 w-max max-w-80 rounded-2 bg-overlay px-2.5 py-1.5 text-fg text-xs leading-[15px] shadow-2"
    >
      {props.children}
    </div>
  );
}
