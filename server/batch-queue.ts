import { isAppError } from "@/lib/errors";

type Waiting<Item, Answer> = {
  readonly item: Item;
  readonly weight: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

export type BatchQueue<Item, Answer> = {
  /** Answers when the batch that the item went with has committed. */
  add(item: Item, weight: number): Promise<Answer>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
};

/**
 * Items that wait together go together: one batch at a time, the next when the previous has returned. A batch holds at most
 * `maxWeight`, or one heavier item. When a batch fails, each of its items is tried alone, so that one bad item takes no
 * other along; not when the database is gone, since alone they would fail as well.
 */
export function createBatchQueue<Item, Answer>(options: {
  readonly maxWeight: number;
  readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>;
}): BatchQueue<Item, Answer> {
  const queue: Waiting<Item, Answer>[] = [];
  let running: Promise<void> | null = null;

  const takeBatch = (): Waiting<Item, Answer>[] => {
    let weight = 0;
    let count = 0;
    for (const waiting of queue) {
      weight += waiting.weight;
      if (count > 0 && weight > options.maxWeight) break;
      count += 1;
    }
    return queue.splice(0, count);
  };

  const runBatch = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await options.run(batch.map(({ item }) => item));
      for (const [index, waiting] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined) waiting.reject(new Error("a batch answered fewer items than it was given"));
        else waiting.resolve(answer);
      }
    } catch (error) {
      const isHopeless = batch.length === 1 || (isAppError(error) && error.code === "unavailable");
      if (isHopeless) for (const waiting of batch) waiting.reject(error);
      else for (const waiting of batch) await runBatch([waiting]);
    }
  };

  const runAll = async (): Promise<void> => {
    // What arrives in the same turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await runBatch(takeBatch());
    running = null;
  };

  return {
    add(item, weight) {
      return new Promise((resolve, reject) => {
        queue.push({ item, weight, resolve, reject });
        running ??= runAll();
      });
    },
    async drained() {
      while (running !== null) await running;
    },
  };
}
