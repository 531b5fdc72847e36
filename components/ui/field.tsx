import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

const box =
  "w-full min-w-0 rounded-2 border border-line-strong bg-surface px-2.5 text-fg text-sm placeholder:text-fg-3 focus-visible:rounded-2 aria-invalid:border-act-solid disabled:bg-raised disabled:text-fg-3 max-md:text-[16px]";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(box, "h-7 max-md:h-11", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(box, "resize-y py-1.5 leading-normal", className)} {...props} />;
}

export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={cn(box, "h-7 max-md:h-11", className)} {...props} />;
}

/** Label above its control, hint or error below it. */
export function Field(props: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={cn("flex min-w-0 flex-col gap-1 text-fg-2 text-xs", props.className)}>
      <span>{props.label}</span>
      {props.children}
      {props.error ? <span className="text-act">{props.error}</span> : null}
      {props.hint && !props.error ? <span className="text-fg-3">{props.hint}</span> : null}
    </label>
  );
}
