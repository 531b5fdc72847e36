/** Points of a line in a box; the scale begins at zero and holds the limit. */
export type SparkLine = {
  /** SVG path; pieces between gaps are moved to, never joined. */
  readonly line: string;
  /** The part above the limit, closed along it; "" when there is none. */
  readonly over: string;
  /** Height of the limit, null when there is none. */
  readonly limitY: number | null;
};

const PAD = 1.5;

export function sparkLineOf(input: {
  readonly values: readonly (number | null)[];
  readonly limit: number | null;
  readonly width: number;
  readonly height: number;
}): SparkLine {
  const { values, limit, width, height } = input;
  const highest = Math.max(limit ?? 0, ...values.filter((value) => value !== null), Number.MIN_VALUE);
  const x = (index: number) => round(values.length < 2 ? 0 : (index / (values.length - 1)) * width);
  const y = (value: number) => round(height - PAD - (value / highest) * (height - 2 * PAD));
  const pieces = piecesOf(values);
  const line = pieces
    .map((piece) => piece.map(([index, value], i) => `${i === 0 ? "M" : "L"}${x(index)} ${y(value)}`).join(""))
    .join("");
  const over =
    limit === null
      ? ""
      : pieces
          .filter((piece) => piece.some(([, value]) => value > limit))
          .map((piece) => {
            const top = piece.map(([index, value]) => `L${x(index)} ${y(Math.max(value, limit))}`).join("");
            const [first, last] = [piece[0]?.[0] ?? 0, piece.at(-1)?.[0] ?? 0];
            return `M${x(first)} ${y(limit)}${top}L${x(last)} ${y(limit)}Z`;
          })
          .join("");
  return { line, over, limitY: limit === null ? null : y(limit) };
}

/** Runs of values without a gap, with their places. */
function piecesOf(values: readonly (number | null)[]): (readonly [index: number, value: number])[][] {
  const pieces: (readonly [number, number])[][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const isJoined = index > 0 && values[index - 1] !== null;
    if (isJoined) pieces.at(-1)?.push([index, value]);
    else pieces.push([[index, value]]);
  });
  return pieces;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
