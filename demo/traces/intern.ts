const MAX_ENTRIES = 20_000;

/**
 * Returns one shared object for equal values, so that 400,000 spans do not each keep their own `http.method=GET`.
 * The table is emptied when full: sharing is an economy, not a promise.
 */
export function interner<T>(): (value: T) => T {
  const known = new Map<string, T>();
  return (value) => {
    const key = JSON.stringify(value);
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size >= MAX_ENTRIES) known.clear();
    known.set(key, value);
    return value;
  };
}
