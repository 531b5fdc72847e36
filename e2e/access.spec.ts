import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./fixtures";

test("Whoever is not signed in is asked to, and comes back to the page they wanted", async ({ open, stack }) => {
  const page = await open(null, { expectedStatuses: [401] });
  await page.goto("/reports?days=30");
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);

  await page.getByLabel("Email").fill(stack.accountOf("manager").email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "do not fit" })).toBeVisible();
  expect(page.url()).not.toContain("password");

  await signIn(page, stack.accountOf("manager"));
  await expect(page).toHaveURL(/\/reports\?days=30$/);
  await expect(page.getByRole("heading", { name: "Reports", level: 1 })).toBeVisible();
});

test("A role that may not open a page reads which roles can", async ({ open }) => {
  const page = await open("viewer", { expectedStatuses: [403] });
  const response = await page.goto("/reports");
  expect(response?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Your role may not open this page" })).toBeVisible();
  await expect(page.getByText("These roles can: responder, commander, manager, admin.")).toBeVisible();
  await page.getByRole("link", { name: "Go to the incidents" }).click();
  await expect(page.getByRole("heading", { name: "Incidents", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "Declare" })).toHaveCount(0);
});

test("Each role sees the proposed rollback, and in words why it may not approve", async ({ open, quietStack }) => {
  test.setTimeout(300_000);
  const stack = quietStack;
  await stack.baseline("payment");
  await stack.breakBy("demo/scenarios/bad-release-errors.yaml");
  const { id, number } = await stack.blamedRelease("payment");

  for (const role of ["viewer", "manager"] as const) {
    const page = await open(role, { expectedStatuses: [403] });
    await page.goto(`/incidents/${number}`);
    await expect(page.getByTestId("hypothesis").first()).toContainText("Bad release, payment v2");
    await expect(page.getByTestId("review")).toBeDisabled();
    await expect(page.getByTestId("review")).toHaveText("Locked: a responder plans");
    await nothingToActWith(page);
    expect(await refusal(page, `/api/incidents/${id}/mitigations`, { kind: "rollback" })).toBe(403);
    expect(await refusal(page, `/api/incidents/${id}/acknowledge`, {})).toBe(403);
  }

  const responder = await open("responder");
  await responder.goto(`/incidents/${number}`);
  await responder.getByTestId("review").click();
  await expect(responder.getByRole("dialog")).toContainText("A commander or admin approves it.");
  await expect(responder.getByTestId("approve")).toBeDisabled();
  await expect(responder.getByTestId("approve")).toHaveText("Locked: a commander approves");

  const viewer = await open("viewer");
  await viewer.goto(`/incidents/${number}`);
  await viewer.getByTestId("review").click();
  await expect(viewer.getByRole("dialog").getByRole("heading", { name: "Roll back payment v2 → v1" })).toBeVisible();
  await expect(viewer.getByTestId("approve")).toHaveText("Locked: a commander approves");
  expect((await stack.deployment("payment")).image).toBe("shop/payment:v2");
});

/** No command of the incident, neither as a button nor by its key. */
async function nothingToActWith(page: Page): Promise<void> {
  for (const name of ["Acknowledge", "Update", "Snapshot", "Resolve", "Confirm", "Reject", /Assign$/]) {
    await expect(page.getByRole("button", { name })).toHaveCount(0);
  }
  await expect(page.getByRole("textbox", { name: "Add a note" })).toHaveCount(0);
  await page.keyboard.press("r");
  await page.keyboard.press("a");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator('li[data-kind="acknowledged"]')).toHaveCount(0);
}

/** The status of a command that the page has no button for, sent with the page's own session. */
async function refusal(page: Page, path: string, data: object): Promise<number> {
  const origin = new URL(page.url()).origin;
  return (await page.request.post(path, { data, headers: { origin } })).status();
}
