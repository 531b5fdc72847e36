/** UTC clock time, 14:02:49. */
export function clockText(at: Date): string {
  return at.toISOString().slice(11, 19);
}

/** UTC day, 2026-05-12. */
export function dayText(at: Date): string {
  return at.toISOString().slice(0, 10);
}
