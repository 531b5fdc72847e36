// @vitest-environment jsdom
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { MESSAGES } from "@/lib/i18n/messages";
import { NAV } from "../shell/nav";
import { visited } from "../testing/next-navigation";
import type { Command } from "./command";
import { CommandCentre } from "./command-centre";
import { usePageCommands } from "./command-context";

const done: string[] = [];
const command = (id: string, keys: readonly string[]): Command => ({
  id,
  label: `Do ${id}`,
  keys,
  group: "page",
  run: () => done.push(id),
});
let root: Root;
let element: HTMLElement;

function Page({ commands }: { commands: readonly Command[] }) {
  usePageCommands(commands);
  return (
    <>
      <input aria-label="text" />
      <input aria-label="box" type="checkbox" />
      <button type="button">rest</button>
    </>
  );
}
const show = (commands: readonly Command[]) =>
  act(async () =>
    root.render(
      <NextIntlClientProvider locale="en" messages={MESSAGES.en} timeZone="UTC">
        <CommandCentre>
          <Page commands={commands} />
        </CommandCentre>
      </NextIntlClientProvider>,
    ),
  );
const press = async (
  key: string,
  init: KeyboardEventInit = {},
  target: Element = document.activeElement ?? document.body,
) => {
  await act(async () => {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
  });
};
const labelled = (label: string) => {
  const found = document.querySelector<HTMLElement>(`[aria-label="${label}"]`);
  if (found === null) throw new Error(`nothing is labelled ${label}`);
  return found;
};
const dialog = () => document.querySelector("[role=dialog]");

// Loaded once, so that opening waits for no file.
beforeAll(() => Promise.all([import("./palette"), import("./key-help")]));
beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  Element.prototype.scrollIntoView = () => undefined;
  localStorage.clear();
  done.length = 0;
  visited.length = 0;
  element = document.body.appendChild(document.createElement("div"));
  root = createRoot(element);
  await show([command("first", ["a"]), command("second", ["n"])]);
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe("keys", () => {
  it("run what the page offers, and only while it offers it", async () => {
    await press("a");
    await show([command("second", ["n"])]);
    await press("a");
    await press("n");
    expect(done).toEqual(["first", "second"]);
  });
  it("are text in a text field, and keys on a checkbox", async () => {
    labelled("text").focus();
    await press("a");
    labelled("box").focus();
    await press("n");
    expect(done).toEqual(["second"]);
  });
  it("are left to an input method, to modifiers and to whoever took them first", async () => {
    await press("a", { isComposing: true });
    await press("a", { ctrlKey: true });
    await press("a", { altKey: true });
    await press("a", { metaKey: true });
    const taken = (event: Event) => event.preventDefault();
    element.addEventListener("keydown", taken);
    await press("a", {}, labelled("box"));
    element.removeEventListener("keydown", taken);
    expect(done).toEqual([]);
  });
  it("held down run once", async () => {
    await press("a");
    await press("a", { repeat: true });
    expect(done).toEqual(["first"]);
  });
  it("lead to every page of the rail", async () => {
    for (const { keys } of NAV) for (const key of keys.split(" ")) await press(key);
    expect(visited).toEqual(NAV.map(({ href }) => href));
  });
  it("do nothing once they are turned off; the palette still opens, with Ctrl and with ⌘", async () => {
    await press("?");
    const toggle = dialog()?.querySelector<HTMLInputElement>("input[type=checkbox]");
    await act(async () => toggle?.click());
    await press("Escape");
    expect(dialog()).toBeNull();
    await press("a");
    expect(done).toEqual([]);
    await press("k", { ctrlKey: true });
    expect(dialog()?.textContent).toContain("Do first");
    await press("k", { metaKey: true });
    expect(dialog()).toBeNull();
  });
});

describe("the key help", () => {
  it("lists what the page has now", async () => {
    await press("?");
    const rows = [...(dialog()?.querySelectorAll("dl > div") ?? [])].map((row) => row.textContent);
    expect(rows.slice(0, 2)).toEqual(["Do firsta", "Do secondn"]);
    expect(rows).toContain("Go to Reportsg r");
    await press("a");
    expect(done).toEqual([]);
  });
});

describe("the palette", () => {
  const field = () => document.querySelector<HTMLInputElement>("[role=combobox]");

  it("takes what is typed while it loads as text, never as the page's keys, and types on behind it", async () => {
    await show([command("acknowledge", ["a"]), command("review", ["r"])]);
    await act(async () => {
      const type = (key: string, init: KeyboardEventInit = {}) =>
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
      type("k", { ctrlKey: true });
      await Promise.resolve();
      for (const key of ["r", "a", "x", "Backspace"]) type(key);
    });
    expect(done).toEqual([]);
    await vi.waitFor(() => expect(field()?.value).toBe("ra"));
    expect(document.activeElement).toBe(field());
    // The next letter goes behind, not over.
    expect([field()?.selectionStart, field()?.selectionEnd]).toEqual([2, 2]);
  });

  it("opens empty again", async () => {
    await press("k", { ctrlKey: true });
    await type("some");
    await press("Escape");
    await press("k", { ctrlKey: true });
    expect(field()?.value).toBe("");
  });

  const type = (text: string) =>
    act(async () => {
      const input = dialog()?.querySelector("input");
      if (!input) throw new Error("the palette has no field");
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, text);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });

  it("runs a command by its name, after the focus went back", async () => {
    labelled("box").focus();
    await press("k", { ctrlKey: true });
    await type("SECOND do");
    await press("Enter");
    await vi.waitFor(() => expect(done).toEqual(["second"]));
    expect(document.activeElement).toBe(labelled("box"));
    expect(dialog()).toBeNull();
  });

  it("asks for incidents once, when the typing rests", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (path: string) => {
      asked.push(path);
      return Response.json({ incidents: [], nextCursor: null, total: 0 });
    });
    await press("k", { ctrlKey: true });
    for (const text of ["#", "#1", "#12"]) await type(text);
    await vi.waitFor(() => expect(asked).toEqual(["/api/incidents?search=12&limit=8"]));
    await vi.waitFor(() => expect(dialog()?.textContent).toContain("Nothing has this name."));
  });
});
