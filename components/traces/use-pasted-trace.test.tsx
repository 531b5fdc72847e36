// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TraceReference } from "@/lib/domain/trace-id";
import { usePastedTrace } from "./use-pasted-trace";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
let root: Root;
const opened: [string, TraceReference][] = [];

function Listener({ name }: { name: string }) {
  usePastedTrace((reference) => opened.push([name, reference]));
  return <input aria-label={name} />;
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  opened.length = 0;
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** As a browser pastes; true when somebody took it. */
function paste(text: string, target: Element = document.body): boolean {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  return !target.dispatchEvent(event);
}

describe("a pasted trace id", () => {
  it("opens its trace, and other text is left alone", () => {
    act(() => root.render(<Listener name="page" />));
    expect(paste(`00-${ID}-00f067aa0ba902b7-01`)).toBe(true);
    expect(paste("order is slow")).toBe(false);
    expect(opened).toEqual([["page", { traceId: ID, spanId: "00f067aa0ba902b7" }]]);
  });

  it("stays in the text field that it is pasted into", () => {
    act(() => root.render(<Listener name="page" />));
    const input = document.querySelector("input");
    expect(input && paste(ID, input)).toBe(false);
    expect(opened).toEqual([]);
  });

  it("is opened once: by the first that listens", () => {
    act(() =>
      root.render(
        <>
          <Listener name="room" />
          <Listener name="shell" />
        </>,
      ),
    );
    paste(ID);
    expect(opened.map(([name]) => name)).toEqual(["room"]);
  });
});
