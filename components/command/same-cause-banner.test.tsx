// @vitest-environment jsdom
import { QueryClient, QueryClientProvider, skipToken, useQuery } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { IncidentWire } from "@/lib/contracts/incident";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { MESSAGES } from "@/lib/i18n/messages";
import { wire } from "../board/wire.fixture";
import type { MergeProposal } from "./command-panel";
import { SameCauseBanner } from "./same-cause-banner";

const TOP = {
  service: "risk",
  trigger: "release",
  mechanism: "panic",
  version: "v2",
  confidence: 0.86,
} as const;
let root: Root;
let open: readonly IncidentWire[] | null;
let merges: MergeProposal[];
let missing: string[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async () =>
    open === null
      ? new Response("{}", { status: 503 })
      : Response.json({ incidents: open, nextCursor: null, total: open.length }),
  );
  merges = [];
  missing = [];
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const incident = (number: number, more: Partial<IncidentWire> = {}) =>
  wire(number, { title: `title ${number}`, diagnosis: "made", topHypothesis: TOP, ...more });

/** Drawn in the same turn as the banner, so that a test knows when "nothing" is the answer. */
function Asked() {
  const { status } = useQuery({ queryKey: ["open-incidents"], queryFn: skipToken });
  return <output data-asked>{status}</output>;
}

async function show(number: number, { mayMerge = true, locale = "en" as Locale } = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await act(async () =>
    root.render(
      <NextIntlClientProvider
        locale={locale}
        messages={MESSAGES[locale]}
        timeZone="UTC"
        onError={(error) => missing.push(error.message)}
      >
        <QueryClientProvider client={client}>
          <div data-banner>
            <SameCauseBanner number={number} onMerge={mayMerge ? (merge) => merges.push(merge) : null} />
          </div>
          <Asked />
        </QueryClientProvider>
      </NextIntlClientProvider>,
    ),
  );
  await vi.waitFor(async () => {
    await act(async () => undefined);
    expect(document.querySelector("[data-asked]")?.textContent).not.toBe("pending");
  });
  return document.querySelector("[data-banner]")?.textContent ?? "";
}
const button = () => document.querySelector("button");

it("names the other rooms of the same cause and offers to merge the younger into the oldest", async () => {
  open = [incident(5), incident(4), incident(7)];
  expect(await show(5)).toBe("Same cause (Bad release, risk v2) as #4 title 4, #7 title 7Merge into #4");
  expect(document.querySelector("a")?.getAttribute("href")).toBe("/incidents/4");
  act(() => button()?.click());
  expect(merges).toEqual([{ into: 4, reason: "Same cause: Bad release, risk v2" }]);
});

it("offers no merge in the oldest room, nor to who may not merge", async () => {
  open = [incident(4), incident(5)];
  expect(await show(4)).toContain("#5 title 5");
  expect(button()).toBeNull();
  expect(await show(5, { mayMerge: false })).toContain("#4 title 4");
  expect(button()).toBeNull();
});

it("is not there without a common cause, before the cause is known, or when the list cannot be read", async () => {
  open = [incident(5), incident(4, { topHypothesis: { ...TOP, service: "order" } })];
  expect(await show(5)).toBe("");
  open = [incident(5, { diagnosis: "insufficient" }), incident(4)];
  expect(await show(5)).toBe("");
  open = null;
  expect(await show(5)).toBe("");
});

it.each(LOCALES)("has a word for everything in %s", async (locale) => {
  open = [incident(5), incident(4)];
  expect(await show(5, { locale })).toContain("#4");
  expect(missing).toEqual([]);
});
