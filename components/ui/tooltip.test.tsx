// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Tooltip } from "./tooltip";

let root: Root;
let element: HTMLElement;
beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  element = document.body.appendChild(document.createElement("div"));
  root = createRoot(element);
  await show("first text");
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = (text: string) =>
  act(async () =>
    root.render(
      <Tooltip text={text}>
        <button type="button">why</button>
      </Tooltip>,
    ),
  );
const trigger = () => element.querySelector("button");
const tip = () => document.querySelector("[role=tooltip]");
const after = (ms: number) => act(async () => vi.advanceTimersByTime(ms));
/** React makes enter and leave of over and out. */
const point = (target: Element | null, type: "pointerover" | "pointerout", pointerType = "mouse") =>
  act(async () => target?.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType })));

it("shows when the pointer rests, describes its trigger, and goes when the pointer has left both", async () => {
  await point(trigger(), "pointerover");
  await after(200);
  expect(tip()).toBeNull();
  await after(100);
  expect(tip()?.textContent).toBe("first text");
  expect(trigger()?.getAttribute("aria-describedby")).toBe(tip()?.id);
  await show("newer text");
  expect(tip()?.textContent).toBe("newer text");
  await point(trigger(), "pointerout");
  await point(tip(), "pointerover");
  await after(1_000);
  expect(tip()).not.toBeNull();
  await point(tip(), "pointerout");
  await after(200);
  expect(tip()).toBeNull();
  expect(trigger()?.hasAttribute("aria-describedby")).toBe(false);
});

it("shows at once when the keyboard comes to its trigger, and Escape is first the tip's", async () => {
  const below = vi.fn();
  document.addEventListener("keydown", below);
  // A browser shows a focus that a key moved; one that a click left is not of the keyboard.
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", bubbles: true }));
  await act(async () => trigger()?.focus());
  expect(tip()).not.toBeNull();
  below.mockClear();
  const pressEscape = () =>
    act(async () => trigger()?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
  await pressEscape();
  expect(tip()).toBeNull();
  expect(below).not.toHaveBeenCalled();
  await pressEscape();
  expect(below).toHaveBeenCalledTimes(1);
  document.removeEventListener("keydown", below);
});

it("stays away for a finger, and goes when its trigger is pressed or the page scrolls", async () => {
  await point(trigger(), "pointerover", "touch");
  await after(1_000);
  expect(tip()).toBeNull();
  for (const leave of [
    () => trigger()?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true })),
    () => document.dispatchEvent(new Event("scroll")),
  ]) {
    await point(trigger(), "pointerover");
    await after(300);
    expect(tip()).not.toBeNull();
    await act(async () => void leave());
    expect(tip()).toBeNull();
  }
});
