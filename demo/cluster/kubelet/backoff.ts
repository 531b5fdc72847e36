export interface Backoff {
  baseMs: number;
  capMs: number;
  /** A container that ran this long starts again from no delay. */
  resetAfterMs: number;
}

/** Kubernetes waits 10 s, 20 s, … 5 min; a demo should not, so its steps are a tenth of that. */
export const DEMO_BACKOFF: Backoff = { baseMs: 1_000, capMs: 30_000, resetAfterMs: 60_000 };

/** Delay before the next start after `failures` in a row: the first restart is at once, then doubling up to the cap. */
export function backoffMs(failures: number, backoff: Backoff): number {
  if (failures <= 1) return 0;
  return Math.min(backoff.capMs, backoff.baseMs * 2 ** (failures - 2));
}
