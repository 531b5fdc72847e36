/** Stacks dots that would touch: the lane (0 first) of each place, in the order given. `places` and `diameter` share a unit. */
export function dotLanes(places: readonly number[], diameter: number): readonly number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place || a.index - b.index);
  const lastInLane: number[] = [];
  const lanes = new Array<number>(places.length).fill(0);
  for (const { place, index } of order) {
    const free = lastInLane.findIndex((last) => place - last >= diameter);
    const lane = free === -1 ? lastInLane.length : free;
    lastInLane[lane] = place;
    lanes[index] = lane;
  }
  return lanes;
}
