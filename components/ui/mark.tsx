import type { ReactNode } from "react";
import { cn } from "./cn";

const stroke = { fill: "none", strokeLinecap: "round", strokeLinejoin: "round" } as const;

/** Shape carries the state, colour repeats it: every mark still reads in greyscale. */
const SHAPES = {
  fine: <path d="M1.6 5.4 4 7.8 8.6 2.4" {...stroke} stroke="var(--fine)" strokeWidth="1.7" />,
  watch: <path d="M5 .4 9.6 5 5 9.6.4 5z" fill="var(--watch-solid)" />,
  act: <path d="M5 .6 9.8 9.2H.2z" fill="var(--act-solid)" />,
  fail: <path d="M2 2l6 6M8 2l-6 6" {...stroke} stroke="var(--act)" strokeWidth="1.9" />,
  unknown: <circle cx="5" cy="5" r="3.9" fill="none" stroke="var(--fg-3)" strokeWidth="1.3" strokeDasharray="2 1.6" />,
  open: <rect x=".8" y=".8" width="8.4" height="8.4" rx="1" fill="var(--act-solid)" />,
  half: (
    <>
      <rect x="1.4" y="1.4" width="7.2" height="7.2" rx="1" fill="none" stroke="var(--watch)" strokeWidth="1.3" />
      <path d="M1.4 1.4h3.6v7.2H1.4z" fill="var(--watch)" />
    </>
  ),
  closed: <rect x="1.4" y="1.4" width="7.2" height="7.2" rx="1" fill="none" stroke="var(--fg-4)" strokeWidth="1.3" />,
  /** Load at its ceiling. */
  limit: (
    <>
      <path d="M.8 1.2h8.4" {...stroke} stroke="var(--watch)" strokeWidth="1.5" />
      <path d="M2.2 9.4V3.4h2v6zM5.8 9.4V3.4h2v6z" fill="var(--watch)" />
    </>
  ),
  /** A host out of the circle. */
  ejected: (
    <>
      <circle cx="3.8" cy="6.2" r="2.9" fill="none" stroke="var(--watch)" strokeWidth="1.3" />
      <path d="M6 .8h3.2V4M9 1 6.4 3.6" {...stroke} stroke="var(--watch)" strokeWidth="1.3" />
    </>
  ),
  /** Part of what comes in is dropped. */
  shedding: (
    <path
      d="M.8 1.2h8.4L6 5v4.2M4 5 .8 1.2"
      {...stroke}
      stroke="var(--watch)"
      strokeWidth="1.3"
      strokeDasharray="2.4 1.2"
    />
  ),
  deploy: <path d="M.6 1.4h8.8L5 9z" fill="var(--fg)" />,
  onset: <path d="M5 0v10" stroke="var(--fg-2)" strokeWidth="1.4" strokeDasharray="2 1.5" />,
  dot: <circle cx="5" cy="5" r="2.4" fill="var(--fg-3)" />,
  ring: <circle cx="5" cy="5" r="3.6" fill="none" stroke="var(--fg-2)" strokeWidth="1.4" />,
  note: <path d="M1 2.5h8M1 5h8M1 7.5h5" {...stroke} stroke="var(--fg-2)" strokeWidth="1.3" />,
  person: (
    <>
      <circle cx="5" cy="3" r="2" fill="var(--fg-2)" />
      <path d="M1.2 9.4a3.8 3.8 0 0 1 7.6 0z" fill="var(--fg-2)" />
    </>
  ),
  camera: (
    <>
      <rect x=".8" y="2" width="8.4" height="6.6" rx="1.2" fill="none" stroke="var(--fg-2)" strokeWidth="1.3" />
      <circle cx="5" cy="5.3" r="1.6" fill="var(--fg-2)" />
    </>
  ),
  diagnosis: (
    <>
      <circle cx="5" cy="5" r="1.5" fill="var(--accent)" />
      <circle cx="5" cy="5" r="4" fill="none" stroke="var(--accent)" strokeWidth="1.2" />
    </>
  ),
  action: <path d="M8.6 4.2A3.8 3.8 0 1 0 8.8 6M8.8 1.6v2.8H6" {...stroke} stroke="var(--accent)" strokeWidth="1.4" />,
  message: <path d="M1 1.5h8v5.2H4.6L2.4 8.8V6.7H1z" {...stroke} stroke="var(--fg-2)" strokeWidth="1.2" />,
} as const satisfies Record<string, ReactNode>;

export type MarkShape = keyof typeof SHAPES;

/** A 10 px state mark. Without `label` it is decoration beside a word. */
export function Mark({ shape, label, className }: { shape: MarkShape; label?: string; className?: string }) {
  const named = label === undefined ? { "aria-hidden": true as const } : { role: "img" as const, "aria-label": label };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden beside a word
    <svg viewBox="0 0 10 10" className={cn("inline-block size-2.5 shrink-0 overflow-visible", className)} {...named}>
      {SHAPES[shape]}
    </svg>
  );
}
