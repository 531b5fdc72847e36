import type { Clock } from "@/lib/ports";

/** Reads that many viewers share. */
export type SharedReads<T> = {
  /** What `load` answers, from a read that began after the last `expire`. */
  get(key: string, load: () => Promise<T>): Promise<T>;
  /** What was read before may be wrong now. */
  expire(): void;
};

type Entry<T> = {
  readonly answer: Promise<T>;
  readonly generation: number;
  readonly startedMs: number;
  /** How long the read took; null while it runs. */
  tookMs: number | null;
};

/**
 * One read per key at a time, whoever asks. An answer serves until something changed or it is `maxAgeMs` old. During a storm of changes a
 * read may be followed by the next only after `restFactor` times what it took, so that reading never takes more than a part of the
 * process; who asks meanwhile waits for that one.
 */
export function createSharedReads<T>(input: {
  readonly clock: Clock;
  readonly maxEntries: number;
  readonly maxAgeMs: number;
  readonly restFactor?: number;
}): SharedReads<T> {
  const { clock, maxEntries, maxAgeMs, restFactor = 4 } = input;
  const entries = new Map<string, Entry<T>>();
  let generation = 0;

  const start = (key: string, load: () => Promise<T>, waitMs: number): Promise<T> => {
    const startedMs = clock.now().getTime() + waitMs;
    const begin = async (): Promise<T> => {
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const fromMs = clock.now().getTime();
      entry.generation = generation;
      const answer = await load();
      entry.tookMs = clock.now().getTime() - fromMs;
      return answer;
    };
    const entry: { -readonly [K in keyof Entry<T>]: Entry<T>[K] } = {
      answer: Promise.resolve().then(begin),
      generation,
      startedMs,
      tookMs: null,
    };
    entry.answer.catch(() => {
      // A failed read is not kept: the next one asks again.
      if (entries.get(key) === entry) entries.delete(key);
    });
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
    return entry.answer;
  };

  return {
    get(key, load) {
      const known = entries.get(key);
      if (known === undefined) return start(key, load, 0);
      const nowMs = clock.now().getTime();
      const isCurrent = known.generation === generation && nowMs - known.startedMs < maxAgeMs;
      if (isCurrent || known.startedMs > nowMs) return known.answer;
      if (known.tookMs === null) {
        // It began before the change: the next one begins when it is done.
        return known.answer.then(
          () => this.get(key, load),
          () => this.get(key, load),
        );
      }
      const restMs = known.startedMs + known.tookMs * (1 + restFactor) - nowMs;
      return start(key, load, Math.max(0, restMs));
    },
    expire() {
      generation += 1;
    },
  };
}
