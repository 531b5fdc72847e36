import type { Page, Request } from "@playwright/test";
import { declareIncident, expect, test } from "./fixtures";

const TABS = 8;

test("Eight tabs of one browser are live on one connection, and stay live when the tab that holds it closes", async ({
  open,
}) => {
  test.setTimeout(180_000);
  const board = await open("commander");
  const context = board.context();
  const streams = new Set<Request>();
  context.on("request", (request) => {
    if (/\/live(\?|$)/.test(request.url())) streams.add(request);
  });
  context.on("requestfailed", (request) => streams.delete(request));
  context.on("requestfinished", (request) => streams.delete(request));
  /** Tabs that hold a connection for live events. */
  const holders = () => [...streams].map((request) => request.frame().page()).filter((page) => !page.isClosed());

  const first = await context.newPage();
  await declareIncident(first, { title: `Eight tabs ${Date.now()}`, service: `tabs-${Date.now()}` });
  const path = new URL(first.url()).pathname;
  const origin = new URL(first.url()).origin;
  await board.goto("/");
  let rooms: readonly Page[] = [first];
  while (rooms.length < TABS - 1) {
    const page = await context.newPage();
    await page.goto(path);
    rooms = [...rooms, page];
  }
  expect(context.pages()).toHaveLength(TABS);
  for (const page of rooms) await expect(page.getByTestId("live-age")).toContainText(/^(events )?live/);
  await expect(board.getByText(/^live,/)).toBeVisible();
  await expect.poll(() => holders().length).toBe(1);

  const send = async (command: string, data: object) => {
    const answer = await context.request.post(`${origin}/api${path}/${command}`, { data, headers: { origin } });
    expect(answer.ok()).toBe(true);
  };
  const noteReaches = async (pages: readonly Page[], text: string) => {
    await send("notes", { text });
    for (const page of pages) {
      await expect(page.locator("li[data-kind=note_added]").filter({ hasText: text })).toHaveCount(1);
    }
  };
  await noteReaches(rooms, "to all of them");

  // Twice: the tab that takes over is no special one either.
  for (const which of ["first", "second"]) {
    const [leader] = holders();
    await leader?.close();
    rooms = rooms.filter((page) => page !== leader);
    await noteReaches(rooms, `after the ${which} leader`);
    await expect.poll(() => holders().length).toBe(1);
  }
  await send("resolve", { reason: "The story is over" });
  for (const page of rooms) await expect(page.getByTestId("headline")).toContainText("Resolved");
});
