/** Answers of upstream questions, shared by all who ask the same within `ttlMs`; one of each is asked at a time. */
export type SharedAnswers<T> = {
  get(key: string, nowMs: number, ask: () => Promise<T>, ttlMs?: number): Promise<T>;
};

type Entry<T> = { readonly answer: Promise<T>; untilMs: number };

/** Holds at most `max` answers, the oldest leave first. A question that failed is forgotten, so that the next one asks again. */
export function createSharedAnswers<T>(options: { readonly ttlMs: number; readonly max: number }): SharedAnswers<T> {
  const entries = new Map<string, Entry<T>>();
  return {
    get(key, nowMs, ask, ttlMs = options.ttlMs) {
      const known = entries.get(key);
      if (known !== undefined && nowMs < known.untilMs) return known.answer;
      const entry: Entry<T> = { answer: ask(), untilMs: nowMs + ttlMs };
      entries.delete(key);
      entries.set(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= options.max) break;
        entries.delete(oldest);
      }
      entry.answer.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.answer;
    },
  };
}
