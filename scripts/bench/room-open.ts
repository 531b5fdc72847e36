import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page, Response } from "@playwright/test";
import { z } from "zod";
import { runningOrStartedDemo } from "@/demo/gameday/demo-process";
import { type Responder, signInAs } from "@/demo/gameday/responder";
import { openBrowser } from "../screens/shoot";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";

const OPENINGS = 15;
const NOTES = 40;
const VIEWPORT = { width: 1440, height: 900 };
const PAINT_TIMEOUT_MS = 30_000;
/** Asking in every frame would make the browser draw every frame. */
const POLL_MS = 25;

/**
 * Opens the room of the demo's order service with an emptied cache: navigation → every panel painted, and the JavaScript that came until
 * the charts were in place, gzip, without the diagrams that nobody asked for. Against the same room with what the cache holds. One window
 * for all: a new one costs Chromium more processor time than the room, and a person has theirs open.
 * Also prints how long an event takes from its commit to the open page.
 */
export async function benchRoomOpen(): Promise<readonly BenchResult[]> {
  const { state, stop } = await runningOrStartedDemo();
  const browser = await openBrowser();
  try {
    const account = state.accounts.find(({ role }) => role === "commander");
    if (account === undefined) throw new Error("the demo has no commander");
    const responder = await signInAs(state.url, account);
    const { number, id, isOurs } = await openIncident(state.url, responder);
    const path = `${state.url}/incidents/${number}`;
    const firstMs: number[] = [];
    const againMs: number[] = [];
    const chartsMs: number[] = [];
    let kilobytes = 0;
    const context = await signedIn(browser, state.url, responder);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await paintedMs(page, path);
    for (let i = 0; i < OPENINGS; i += 1) {
      await page.goto("about:blank");
      await devtools.send("Network.clearBrowserCache");
      const scripts = scriptsOf(page);
      firstMs.push(await paintedMs(page, path));
      chartsMs.push(await chartsInPlaceMs(page));
      kilobytes = (await scripts()) / 1_024;
      await page.goto("about:blank");
      againMs.push(await paintedMs(page, path));
    }
    await page.close();
    await tellLive(context, path, responder, state.url, number);
    // The notes would lengthen the next run's room.
    if (isOurs) await responder.resolve(id, "End of the benchmark");
    console.error(`  charts in place of the first lines: p50 ${Math.round(quantilesOf(chartsMs).p50 ?? 0)} ms`);
    const first = quantilesOf(firstMs);
    const again = quantilesOf(againMs);
    return [
      {
        name: "room-open",
        figure: first.p50,
        unit: "ms (navigation → all panels painted, empty cache)",
        ...first,
        n: OPENINGS,
        alternative: "the same room with a warm cache (p50)",
        ratio: first.p50 && again.p50 ? again.p50 / first.p50 : null,
        machine: MACHINE,
      },
      {
        name: "room-bundle",
        figure: kilobytes,
        unit: "KB gzip",
        p50: null,
        p95: null,
        p99: null,
        n: 1,
        alternative: null,
        ratio: null,
        machine: MACHINE,
      },
    ];
  } finally {
    await browser.close();
    await stop();
  }
}

const declaredSchema = z.looseObject({ id: z.string(), number: z.number() });

/** An open incident of order, so that the panels have series; declared when there is none. */
async function openIncident(
  url: string,
  responder: Responder,
): Promise<{ readonly id: string; readonly number: number; readonly isOurs: boolean }> {
  const open = await responder.openIncidents();
  const known = open.find(({ service }) => service === "order");
  if (known !== undefined) return { ...known, isOurs: false };
  const response = await fetch(`${url}/api/incidents`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, cookie: responder.cookies() },
    body: JSON.stringify({ title: "Bench: the room of order", service: "order", severity: "SEV-3" }),
  });
  if (!response.ok) throw new Error(`declaring an incident: ${response.status}`);
  return { ...declaredSchema.parse(await response.json()), isOurs: true };
}

async function signedIn(browser: Browser, url: string, responder: Responder): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: "reduce" });
  const cookies = responder.cookies().split("; ");
  await context.addCookies(
    cookies.map((pair) => ({ name: pair.split("=", 1)[0] ?? "", value: pair.slice(pair.indexOf("=") + 1), url })),
  );
  return context;
}

/** Gzip bytes of every script that the page has asked for when this is called. */
function scriptsOf(page: Page): () => Promise<number> {
  const loaded: Promise<number>[] = [];
  const count = (response: Response) => {
    if (response.request().resourceType() !== "script") return;
    loaded.push(response.body().then((body) => gzipSync(body).length));
  };
  page.on("response", count);
  return async () => {
    page.off("response", count);
    return (await Promise.all(loaded)).reduce((sum, bytes) => sum + bytes, 0);
  };
}

async function paintedMs(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: "commit" });
  const painted = await page.waitForFunction(
    () => {
      const heat = document.querySelector("canvas");
      // Its size is written when it is painted; before, a canvas has the size of every canvas.
      const isHeatDrawn = heat?.hasAttribute("width") === true;
      const strips = [...document.querySelectorAll("[data-strip]")].filter((strip) =>
        strip.querySelector("path[d^=M]"),
      );
      const panels = ["Timeline", "Breakers", "Traces", "Why", "Do"].every((title) =>
        [...document.querySelectorAll("h2, [role=tab]")].some((head) => head.textContent?.startsWith(title)),
      );
      return isHeatDrawn && strips.length >= 3 && panels ? performance.now() : null;
    },
    null,
    { polling: POLL_MS, timeout: PAINT_TIMEOUT_MS },
  );
  return z.number().parse(await painted.jsonValue());
}

/** When the strips' charts have taken the place of the lines that came with the page. */
async function chartsInPlaceMs(page: Page): Promise<number> {
  const inPlace = await page.waitForFunction(
    () => (document.querySelectorAll("[data-strip] svg.recharts-surface").length >= 3 ? performance.now() : null),
    null,
    { polling: POLL_MS, timeout: PAINT_TIMEOUT_MS },
  );
  return z.number().parse(await inPlace.jsonValue());
}

const eventsSchema = z.object({
  events: z.array(z.looseObject({ seq: z.number(), kind: z.string(), recordedAt: z.string() })),
});
const shownSchema = z.array(z.tuple([z.number(), z.number()]));

/** Writes notes and prints how long each took from PostgreSQL's clock to the open page's. */
async function tellLive(
  context: BrowserContext,
  path: string,
  responder: Responder,
  url: string,
  number: number,
): Promise<void> {
  const page = await context.newPage();
  await paintedMs(page, path);
  await page.evaluate(() => {
    const shown: [number, number][] = [];
    Object.assign(window, { shown });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          if (node instanceof HTMLElement && node.dataset.kind === "note_added") {
            shown.push([Number(node.dataset.seq), Date.now()]);
          }
        }
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
  for (let i = 0; i < NOTES; i += 1) {
    const response = await fetch(`${url}/api/incidents/${number}/notes`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, cookie: responder.cookies() },
      body: JSON.stringify({ text: `bench ${i}` }),
    });
    if (!response.ok) throw new Error(`a note: ${response.status}`);
  }
  await page.waitForFunction((notes) => Reflect.get(window, "shown").length >= notes, NOTES, {
    timeout: PAINT_TIMEOUT_MS,
  });
  const shown = shownSchema.parse(await page.evaluate(() => Reflect.get(window, "shown")));
  const { events } = eventsSchema.parse(await responder.getJson(`/api/incidents/${number}/events`));
  const recordedMs = new Map(events.map(({ seq, recordedAt }) => [seq, Date.parse(recordedAt)]));
  const delays = shown.flatMap(([seq, atMs]) => {
    const at = recordedMs.get(seq);
    return at === undefined ? [] : [Math.max(0, atMs - at)];
  });
  const { p50, p99 } = quantilesOf(delays);
  console.error(`  event → open page: p50 ${p50} ms, p99 ${p99} ms, n=${delays.length}`);
}
