import type { Page } from "@playwright/test";
import { createPostgres } from "@/lib/adapters/postgres/client";
import { startSeededServer } from "../screens/seeded-server";
import { sessionCookie } from "../screens/session";
import { openBrowser } from "../screens/shoot";
import { multiplyIncidents } from "../seed/many-incidents";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";

const INCIDENTS = 10_000;
/** A brisk hand on a wheel: about 75 rows a second. */
const PX_PER_S = 2_600;
const SCROLL_MS = 8_000;
const JUMPS = 20;

/** Frame times while ten thousand incidents scroll, and how long a row takes to be read after a jump on the scroll bar. */
export async function benchBoardScroll(): Promise<readonly BenchResult[]> {
  const server = await startSeededServer(new Date(), async (url) => {
    const db = createPostgres({ url, poolSize: 2 });
    try {
      await multiplyIncidents(db.pool, INCIDENTS);
    } finally {
      await db.close();
    }
  });
  const browser = await openBrowser();
  try {
    const cookie = await sessionCookie(server.url, server.account);
    const [name = "", ...value] = cookie.split("=");
    const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, baseURL: server.url });
    await context.addCookies([{ name, value: value.join("="), url: server.url }]);
    const page = await context.newPage();
    await page.goto("/");
    await page.locator("[data-incident]").nth(8).waitFor();
    const frames = await page.evaluate(scrolled, { pxPerS: PX_PER_S, ms: SCROLL_MS });
    const inDocument = await page.locator("[data-offset]").count();
    const jumps = await jumpTimes(page);
    return [
      {
        name: "board-scroll",
        figure: quantilesOf(frames).p95,
        unit: `ms a frame, ${INCIDENTS} incidents, ${inDocument} rows in the document`,
        ...quantilesOf(frames),
        n: frames.length,
        alternative: null,
        ratio: null,
        machine: MACHINE,
      },
      {
        name: "board-jump",
        figure: quantilesOf(jumps).p95,
        unit: "ms until the rows are read after a jump",
        ...quantilesOf(jumps),
        n: jumps.length,
        alternative: null,
        ratio: null,
        machine: MACHINE,
      },
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** In the page: scrolls evenly and answers the time from each frame to the next. */
function scrolled({ pxPerS, ms }: { pxPerS: number; ms: number }): Promise<number[]> {
  return new Promise((resolve) => {
    const times: number[] = [];
    let last = performance.now();
    const began = last;
    const frame = (now: number) => {
      if (now > last) times.push(now - last);
      window.scrollBy(0, (pxPerS * (now - last)) / 1_000);
      last = now;
      if (now - began > ms) resolve(times.slice(1));
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

async function jumpTimes(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let jump = 1; jump <= JUMPS; jump += 1) {
    // Far apart, and never the same page twice.
    const share = ((jump * 7) % JUMPS) / JUMPS;
    times.push(
      await page.evaluate(async (to) => {
        const began = performance.now();
        window.scrollTo(0, to * document.documentElement.scrollHeight);
        const isRead = () => {
          const rows = [...document.querySelectorAll("[data-offset]")].filter((row) => {
            const { top, bottom } = row.getBoundingClientRect();
            return bottom > 0 && top < innerHeight;
          });
          return rows.length > 5 && rows.every((row) => row.querySelector("[data-incident]") !== null);
        };
        do await new Promise(requestAnimationFrame);
        while (!isRead() && performance.now() - began < 10_000);
        return performance.now() - began;
      }, share),
    );
  }
  return times;
}
