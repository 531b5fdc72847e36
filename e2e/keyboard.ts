import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures";

const MOST_TABS = 80;

/** Presses Tab until the focus is on it, as a person without a mouse does. Every stop on the way must show its focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return expectVisibleFocus(page);
    await page.keyboard.press("Tab");
    await expectVisibleFocus(page);
  }
  throw new Error(`${target} was not reached with ${MOST_TABS} tabs`);
}

/** The focused element is one that shows it: by a ring of its own, or of the row or box around it. */
export async function expectVisibleFocus(page: Page): Promise<void> {
  const hidden = await page.evaluate(() => {
    const focused = document.activeElement;
    // The end of the page hands the focus to the browser's own bar.
    if (focused === null || focused === document.body) return null;
    const rings = [focused, focused.parentElement].flatMap((element) =>
      element === null ? [] : [null, "::after", "::before"].map((part) => getComputedStyle(element, part)),
    );
    const isShown = rings.some(
      ({ boxShadow, outlineStyle, outlineWidth }) =>
        boxShadow !== "none" || (outlineStyle !== "none" && outlineWidth !== "0px"),
    );
    return isShown ? null : focused.outerHTML.slice(0, 200);
  });
  expect(hidden, "the focused element shows no focus").toBeNull();
}

/** Counts what only a mouse or a finger does, on every page that is opened from now on. */
export async function countPointer(page: Page): Promise<() => number> {
  let count = 0;
  await page.exposeFunction("pointerWasUsed", () => {
    count += 1;
  });
  await page.addInitScript(() => {
    const tell: unknown = Reflect.get(globalThis, "pointerWasUsed");
    if (typeof tell === "function") addEventListener("pointerdown", () => tell(), true);
  });
  return () => count;
}
