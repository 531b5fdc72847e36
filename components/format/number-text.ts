const THIN = "\u202f";
const NBSP = "\u00a0";

/** Grouped by a thin gap in every language, e.g. 69 575. Digits after the point are fixed by `digits`. */
export function groupedText(value: number, digits = 0): string {
  const [whole = "", fraction] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? "−" : "";
  return `${sign}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Two significant digits below 10, whole above: 0.08, 1.2, 43. */
export function shortNumberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.1) return groupedText(value, 2);
  if (size < 10) return groupedText(value, 1).replace(/\.0$/, "");
  return groupedText(value);
}

/** A ratio 0–1 as percent with a gap before the sign: 37 %, 2.8 %, 0.08 %. */
export function percentText(ratio: number): string {
  return `${shortNumberText(ratio * 100)}${NBSP}%`;
}

/** mm:ss, or h:mm:ss from an hour on; the sign stays. */
export function clockText(durationMs: number): string {
  const total = Math.floor(Math.abs(durationMs) / 1_000);
  const pad = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(total / 3_600), Math.floor((total % 3_600) / 60), total % 60];
  return `${durationMs < 0 ? "−" : ""}${h > 0 ? `${h}:${pad(m)}` : pad(m)}:${pad(s)}`;
}

/** m:ss for budgets and elapsed times of phases. */
export function shortClockText(durationMs: number): string {
  return clockText(durationMs).replace(/^(−?)0(\d:)/, "$1$2");
}
