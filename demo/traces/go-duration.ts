const NS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds of a duration as Go writes it ("100ms", "1m30s", "1.5h", "0"); null when Go would refuse it. */
export function parseGoDuration(text: string): number | null {
  if (/^[+-]?0$/.test(text)) return 0;
  const sign = text.startsWith("-") ? -1 : 1;
  const parts = text.replace(/^[+-]/, "");
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(parts)) return null;
  let totalNs = 0;
  for (const [, number, unit] of parts.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    totalNs += Number(number) * (NS_PER_UNIT[unit ?? ""] ?? 0);
  }
  return sign * Math.round(totalNs);
}
