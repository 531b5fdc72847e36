/** A duration as people read it: 41 s, 4 m 12 s, 2 h 05 m, 3 d 4 h. Below a second in ms. Negative keeps its sign. */
export function durationText(durationMs: number): string {
  if (durationMs < 0) return `−${durationText(-durationMs)}`;
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  const totalS = Math.round(durationMs / 1_000);
  const [days, hours, minutes, seconds] = [
    Math.floor(totalS / 86_400),
    Math.floor((totalS % 86_400) / 3_600),
    Math.floor((totalS % 3_600) / 60),
    totalS % 60,
  ];
  const two = (value: number) => String(value).padStart(2, "0");
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${two(minutes)} m`;
  if (minutes > 0) return `${minutes} m ${two(seconds)} s`;
  return `${seconds} s`;
}
