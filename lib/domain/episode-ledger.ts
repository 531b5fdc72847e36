import type { AlertSignal } from "./alert";
import { dedupe, type EpisodeDecision, type EpisodeState } from "./dedupe";

/** One signal of one delivery and what it meant. `deliveryIndex` is the delivery's place in the batch. */
export type LedgerEntry = {
  readonly deliveryIndex: number;
  readonly signal: AlertSignal;
  readonly decision: EpisodeDecision;
};

export type Ledger = {
  readonly entries: readonly LedgerEntry[];
  /** Final states of the episodes that began in this batch, with the signal and delivery that began them. */
  readonly inserts: readonly { episode: EpisodeState; signal: AlertSignal; deliveryIndex: number }[];
  /** Final states of known episodes that changed. */
  readonly updates: readonly EpisodeState[];
};

/** Identity of an alert across its episodes. Neither part holds U+0000: payloads are cleaned of it. */
export function alertKeyOf({ team, fingerprint }: { readonly team: string; readonly fingerprint: string }): string {
  return `${team}\0${fingerprint}`;
}

/** Applies the signals of a batch one after another, so that what repeats within the batch is found like what repeats across it. */
export function ledgerOf(
  batch: readonly (readonly AlertSignal[])[],
  context: {
    readonly known: ReadonlyMap<string, readonly EpisodeState[]>;
    readonly receivedAt: Date;
    readonly newId: () => string;
  },
): Ledger {
  const episodes = new Map<string, readonly EpisodeState[]>(context.known);
  const entries: LedgerEntry[] = [];
  const inserts = new Map<string, { episode: EpisodeState; signal: AlertSignal; deliveryIndex: number }>();
  const updates = new Map<string, EpisodeState>();
  for (const [deliveryIndex, signals] of batch.entries()) {
    for (const signal of signals) {
      const key = alertKeyOf(signal);
      const known = episodes.get(key) ?? [];
      const decision = dedupe(known, signal, context);
      entries.push({ deliveryIndex, signal, decision });
      if (decision.kind === "duplicate") continue;
      const { episode } = decision;
      episodes.set(key, [episode, ...known.filter(({ id }) => id !== episode.id)]);
      const begun = inserts.get(episode.id);
      if (begun) inserts.set(episode.id, { ...begun, episode });
      else if (decision.kind === "opened" || decision.kind === "recorded_closed")
        inserts.set(episode.id, { episode, signal, deliveryIndex });
      else updates.set(episode.id, episode);
    }
  }
  return { entries, inserts: [...inserts.values()], updates: [...updates.values()] };
}
