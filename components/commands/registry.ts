import type { Command } from "./command";

/** Commands of what is on screen, by who offers them; the last one mounted comes first and wins a key. */
export type Registry = {
  set(owner: string, commands: readonly Command[]): void;
  remove(owner: string): void;
  /** The same list until something changes. */
  all(): readonly Command[];
  subscribe(listener: () => void): () => void;
};

export function createRegistry(): Registry {
  const byOwner = new Map<string, readonly Command[]>();
  const listeners = new Set<() => void>();
  let all: readonly Command[] | null = null;
  const changed = () => {
    all = null;
    for (const listener of listeners) listener();
  };
  return {
    set(owner, commands) {
      byOwner.set(owner, commands);
      changed();
    },
    remove(owner) {
      if (byOwner.delete(owner)) changed();
    },
    all() {
      all ??= [...byOwner.values()].reverse().flat();
      return all;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
