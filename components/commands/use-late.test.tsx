// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useLate } from "./use-late";

const Hello = () => <p>hello</p>;
const load = vi.fn<() => Promise<typeof Hello>>();
const failed = vi.fn();
let root: Root;
let element: HTMLElement;

function Page({ isWanted }: { isWanted: boolean }) {
  const Late = useLate(load, isWanted, failed);
  return Late !== null && isWanted ? <Late /> : null;
}
const show = (isWanted: boolean) => act(async () => root.render(<Page isWanted={isWanted} />));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  load.mockReset().mockResolvedValue(Hello);
  failed.mockReset();
  element = document.body.appendChild(document.createElement("div"));
  root = createRoot(element);
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

it("is fetched when it is wanted, once", async () => {
  await show(false);
  expect(load).not.toHaveBeenCalled();
  await show(true);
  expect(element.textContent).toBe("hello");
  await show(false);
  await show(true);
  expect(load).toHaveBeenCalledTimes(1);
});

it("says that it could not be fetched, and fetches again when it is wanted again", async () => {
  load.mockRejectedValueOnce(new Error("no network"));
  await show(true);
  expect(failed).toHaveBeenCalledTimes(1);
  expect(element.textContent).toBe("");
  await show(false);
  await show(true);
  expect(element.textContent).toBe("hello");
  expect(failed).toHaveBeenCalledTimes(1);
});
