/** Highest first. */
export const SEVERITIES = ["SEV-1", "SEV-2", "SEV-3"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The more urgent of two. */
export function worseSeverity(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
}
