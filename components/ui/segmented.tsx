"use client";

import { ToggleGroup } from "radix-ui";
import { cn } from "./cn";
import { tabLook } from "./tabs";

/** One of a few choices, e.g. a time range. Looks like tabs, but switches no panel. */
export function Segmented<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  /** `lock`: why it cannot be chosen now; it stays reachable, so that the reason is too. */
  readonly options: readonly { readonly value: T; readonly label: string; readonly lock?: string }[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={props.label}
      value={props.value}
      className="flex gap-0.5"
      onValueChange={(value) => {
        const option = props.options.find((candidate) => candidate.value === value);
        if (option && option.lock === undefined) props.onChange(option.value);
      }}
    >
      {props.options.map(({ value, label, lock }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          aria-disabled={lock === undefined ? undefined : true}
          title={lock}
          className={cn(
            tabLook,
            "data-[state=on]:bg-hover data-[state=on]:text-fg aria-disabled:cursor-not-allowed aria-disabled:text-fg-4",
          )}
        >
          {label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
