"use client";

import { ToggleGroup } from "radix-ui";
import { cn } from "./cn";
import { tabLook } from "./tabs";

/** One of a few choices, e.g. a time range. Looks like tabs, but switches no panel. */
export function Segmented<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
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
        if (option) props.onChange(option.value);
      }}
    >
      {props.options.map(({ value, label }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className={cn(tabLook, "data-[state=on]:bg-hover data-[state=on]:text-fg")}
        >
          {label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
