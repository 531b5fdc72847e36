import { expect, it, vi } from "vitest";
import { createCrossStore } from "./cross-store";

it("tells every panel where the reader points, once per change", () => {
  const store = createCrossStore();
  const panel = vi.fn();
  const leave = store.subscribe(panel);
  store.set({ atMs: 1_000, row: null });
  store.set({ atMs: 1_000, row: null });
  expect(panel).toHaveBeenCalledTimes(1);
  expect(store.get()).toEqual({ atMs: 1_000, row: null });
  leave();
  store.set(null);
  expect(panel).toHaveBeenCalledTimes(1);
});
