// Prometheus' protobuf exposition, by hand: the only format in which Prometheus 2 scrapes native histograms.
// Field numbers from prometheus/client_model, io/prometheus/client/metrics.proto.

export const PROTOBUF_TYPE =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

/** Exponential buckets of schema s: bucket i ends at 2^(i / 2^s). Counts by index. */
export type NativeSample = {
  readonly labels: Readonly<Record<string, string>>;
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: Readonly<Record<number, number>>;
  readonly negative: Readonly<Record<number, number>>;
};

/** One family of native histograms as a scrape answers it. */
export function nativeExposition(name: string, samples: readonly NativeSample[]): Uint8Array {
  const family = [...text(1, name), ...varintField(3, 4), ...samples.flatMap((sample) => message(4, metricOf(sample)))];
  return Uint8Array.from([...varint(BigInt(family.length)), ...family]);
}

function metricOf({ labels, schema, zeroThreshold, zeroCount, positive, negative }: NativeSample): number[] {
  const sum = [...Object.values(positive), ...Object.values(negative), zeroCount].reduce((a, b) => a + b, 0);
  const histogram = [
    ...varintField(1, sum),
    ...doubleField(2, sum),
    ...varintField(5, zigzag(schema)),
    ...doubleField(6, zeroThreshold),
    ...varintField(7, zeroCount),
    ...bucketsOf(9, 10, negative),
    ...bucketsOf(12, 13, positive),
  ];
  const pairs = Object.entries(labels).flatMap(([key, value]) => message(1, [...text(1, key), ...text(2, value)]));
  return [...pairs, ...message(7, histogram)];
}

/** One span per bucket (offset from the end of the one before) and counts as differences to the bucket before. */
function bucketsOf(spanField: number, deltaField: number, counts: Readonly<Record<number, number>>): number[] {
  const buckets = Object.entries(counts)
    .map(([index, count]) => ({ index: Number(index), count }))
    .sort((a, b) => a.index - b.index);
  return buckets.flatMap(({ index, count }, i) => {
    const before = buckets[i - 1];
    const offset = before === undefined ? index : index - before.index - 1;
    const span = [...varintField(1, zigzag(offset)), ...varintField(2, 1)];
    return [...message(spanField, span), ...varintField(deltaField, zigzag(count - (before?.count ?? 0)))];
  });
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return bytes;
}

function varintField(field: number, value: number): number[] {
  return [field << 3, ...varint(BigInt(value))];
}

function doubleField(field: number, value: number): number[] {
  return [(field << 3) | 1, ...new Uint8Array(Float64Array.of(value).buffer)];
}

function message(field: number, bytes: readonly number[]): number[] {
  return [(field << 3) | 2, ...varint(BigInt(bytes.length)), ...bytes];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}
