import type { ReactNode } from "react";
import { cn } from "./cn";
import { Mark } from "./mark";

const TONES = {
  /** Moving or partly broken; nobody has to act. */
  watch: { box: "bg-watch-tint border-watch-line", shape: "watch" },
  /** A person must act. */
  act: { box: "bg-act-tint border-act-line", shape: "fail" },
  plain: { box: "bg-raised border-line", shape: "unknown" },
} as const;

/** One line that says what failed, since when, what still works; the next step is the action. */
export function Notice(props: {
  readonly tone: keyof typeof TONES;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
}) {
  const { box, shape } = TONES[props.tone];
  return (
    <div
      role="status"
      className={cn(
        "flex items-center gap-2 rounded-1 border px-2.5 py-1.5 text-sm leading-[17px]",
        box,
        props.className,
      )}
    >
      <Mark shape={shape} />
      <span className="min-w-0 flex-1 text-fg-2">
        {props.title === undefined ? null : <b className="mr-1 font-semibold text-fg">{props.title}</b>}
        {props.children}
      </span>
      {props.action}
    </div>
  );
}
