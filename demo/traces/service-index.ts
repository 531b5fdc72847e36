import { spanKindName } from "./span-words";
import type { StoredSpan } from "./store";

export type Operation = { readonly name: string; readonly spanKind: string };

/** Bounds of a scan; both ends belong to it, and a duration of 0 is no bound. */
export type ScanBounds = {
  readonly fromUs: number;
  readonly toUs: number;
  readonly minDurationNs: number;
  readonly maxDurationNs: number;
};

/**
 * Spans of one service sorted by start, oldest first, and its operations. Start and duration have columns of their
 * own, so that a scan reads plain numbers and looks at few spans. Evicted spans are swept out in batches.
 */
export class ServiceIndex {
  #spans: StoredSpan[] = [];
  #startUs: number[] = [];
  #durationNs: number[] = [];
  #live = 0;
  readonly #operations = new Map<string, { readonly operation: Operation; spans: number }>();

  add(span: StoredSpan): void {
    const last = this.#startUs.at(-1);
    if (last === undefined || last <= span.startUs) {
      this.#push(span);
    } else {
      const at = this.#firstAfter(span.startUs);
      this.#spans.splice(at, 0, span);
      this.#startUs.splice(at, 0, span.startUs);
      this.#durationNs.splice(at, 0, span.durationNs);
    }
    this.#live += 1;
    const key = operationKey(span);
    const known = this.#operations.get(key);
    if (known !== undefined) known.spans += 1;
    else {
      const operation = { name: span.name, spanKind: spanKindName(span.kind) };
      this.#operations.set(key, { operation, spans: 1 });
    }
  }

  /** Takes note of an evicted span and returns how many are left. */
  forget(span: StoredSpan): number {
    this.#live -= 1;
    const key = operationKey(span);
    const known = this.#operations.get(key);
    if (known !== undefined) {
      known.spans -= 1;
      if (known.spans === 0) this.#operations.delete(key);
    }
    if (this.#spans.length > 1_000 && this.#live < this.#spans.length * 0.75) this.#sweep();
    return this.#live;
  }

  operations(): readonly Operation[] {
    return [...this.#operations.values()]
      .map(({ operation }) => operation)
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** Shows the living spans within the bounds, newest first, until `visit` answers "stop". */
  scan(bounds: ScanBounds, visit: (span: StoredSpan) => "go on" | "stop"): void {
    const mostNs = bounds.maxDurationNs === 0 ? Number.POSITIVE_INFINITY : bounds.maxDurationNs;
    for (let at = this.#firstAfter(bounds.toUs) - 1; at >= 0; at--) {
      if ((this.#startUs[at] ?? 0) < bounds.fromUs) return;
      const durationNs = this.#durationNs[at] ?? 0;
      if (durationNs < bounds.minDurationNs || durationNs > mostNs) continue;
      const span = this.#spans[at];
      if (span === undefined || span.trace.isEvicted) continue;
      if (visit(span) === "stop") return;
    }
  }

  #push(span: StoredSpan): void {
    this.#spans.push(span);
    this.#startUs.push(span.startUs);
    this.#durationNs.push(span.durationNs);
  }

  #sweep(): void {
    const kept = this.#spans.filter(({ trace }) => !trace.isEvicted);
    this.#spans = [];
    this.#startUs = [];
    this.#durationNs = [];
    for (const span of kept) this.#push(span);
  }

  #firstAfter(startUs: number): number {
    let low = 0;
    let high = this.#startUs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#startUs[middle] ?? 0) <= startUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function operationKey(span: StoredSpan): string {
  return `${span.kind} ${span.name}`;
}
