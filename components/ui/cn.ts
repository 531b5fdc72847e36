import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Our own sizes: without them the merger takes `text-2xs` for a colour and drops one of two.
const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      "font-size": [{ text: ["2xs", "xs", "sm", "md", "lg", "xl", "2xl", "3xl"] }],
      rounded: [{ rounded: ["1", "2", "3", "full"] }],
      shadow: [{ shadow: ["1", "2", "3"] }],
    },
  },
});

/** Class names joined; of two utilities for the same property the last wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
