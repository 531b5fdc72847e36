type Call = { readonly caller: string; readonly callee: string };

/**
 * The places that calls connect with `start` in either direction, nearest first, at most `max`; `leftOut` counts the connected ones
 * beyond. Places that nothing connects with it belong to another story and are not counted.
 */
export function extentAround(
  start: string,
  calls: readonly Call[],
  max: number,
): { readonly places: ReadonlySet<string>; readonly leftOut: number } {
  const neighbours = new Map<string, string[]>();
  const link = (a: string, b: string) => neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  for (const { caller, callee } of calls) {
    link(caller, callee);
    link(callee, caller);
  }
  const reached = new Set([start]);
  for (const place of reached) for (const other of neighbours.get(place) ?? []) reached.add(other);
  const places = new Set([...reached].slice(0, max));
  return { places, leftOut: reached.size - places.size };
}
