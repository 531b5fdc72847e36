import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

/** Opens an incident past the page; answers its number. */
async function declare(page: Page, title: string, service: string): Promise<number> {
  const headers = { origin: new URL(page.url()).origin };
  const data = { title, service, severity: "SEV-1" };
  const answer = await page.request.post("/api/incidents", { data, headers });
  expect(answer.status()).toBe(201);
  return (await answer.json()).number;
}

test("The board's facets, search and order live in its address, and Back takes a choice back", async ({ open }) => {
  const page = await open("commander");
  await page.goto("/");
  const mark = `${Date.now()}`;
  const rows = page.locator("[data-incident]");
  for (const service of ["left", "right"]) await declare(page, `Facets ${mark} ${service}`, `${service}-${mark}`);
  await page.goto(`/?search=${mark}`);
  await expect(rows).toHaveCount(2);

  await page.getByRole("checkbox", { name: new RegExp(`^left-${mark}`) }).check();
  await expect(page).toHaveURL(new RegExp(`service=left-${mark}&search=${mark}$`));
  await expect(rows).toHaveText([/left$/]);
  await page.getByRole("radio", { name: "Age" }).click();
  await expect(page).toHaveURL(/order=age$/);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole("radio", { name: "Age" })).toBeChecked();
  await expect(page.getByText(/^live,/)).toBeVisible();

  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`service=left-${mark}&search=${mark}$`));
  await expect(page.getByRole("radio", { name: "By need" })).toBeChecked();
  await expect(page.getByRole("grid")).toHaveAttribute("aria-busy", "false");
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`\\?search=${mark}$`));
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole("checkbox", { name: new RegExp(`^left-${mark}`) })).not.toBeChecked();
  await page.goForward();
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "3");
});

test("A new incident comes in live and is announced, but not under the hand", async ({ open }) => {
  const page = await open("commander");
  await page.goto("/");
  const mark = `${Date.now()}`;
  await declare(page, `First ${mark}`, `first-${mark}`);
  await page.goto(`/?search=${mark}&order=age`);
  await expect(page.getByText(/^live,/)).toBeVisible();
  const rows = page.locator("[data-incident]");
  await expect(rows).toHaveText([`First ${mark}`]);

  await test.step("Nobody is at the list: it comes to its place", async () => {
    const number = await declare(page, `Second ${mark}`, `second-${mark}`);
    await expect(rows).toHaveText([`Second ${mark}`, `First ${mark}`]);
    await expect(page.getByText(`New: #${number}, SEV-1, Second ${mark}.`)).toBeAttached();
  });

  await test.step("A hand is over the first row: it stays, and the list says that it has changed", async () => {
    await rows.first().hover();
    await declare(page, `Third ${mark}`, `third-${mark}`);
    const more = page.getByRole("button", { name: "The list has changed" });
    await expect(async () => {
      // The hand is not still.
      await page.mouse.move(600 + (Date.now() % 7), (await rows.first().boundingBox())?.y ?? 0);
      await expect(more).toBeVisible({ timeout: 250 });
    }).toPass();
    await expect(rows.first()).toHaveText(`Second ${mark}`);
    await page.keyboard.press(".");
    await expect(rows).toHaveText([`Third ${mark}`, `Second ${mark}`, `First ${mark}`]);
  });

  for (const wire of (await (await page.request.get(`/api/incidents?search=${mark}`)).json()).incidents) {
    const headers = { origin: new URL(page.url()).origin };
    await page.request.post(`/api/incidents/${wire.id}/resolve`, { data: { reason: "The story is over" }, headers });
  }
  await expect(page.getByText(/^0 open, 3 resolved/)).toBeVisible();
});
