import { expect, test } from "./fixtures";
import { countPointer, expectVisibleFocus, tabTo } from "./keyboard";

const RECOVERY_TIMEOUT = { timeout: 180_000 };

test("From sign-in to the post-mortem by keyboard alone, with visible focus", async ({ open, quietStack: stack }) => {
  test.setTimeout(300_000);
  const page = await open(null);
  const pointerCount = await countPointer(page);
  const { keyboard } = page;
  const mark = `mouseless-${Date.now()}`;
  const row = (kind: string) => page.locator(`li[data-kind="${kind}"]`);
  await stack.deploys.release({ service: "inventory", version: "v2", commit: "5ad1e09" });

  await test.step("Sign in", async () => {
    const { email, password } = stack.accountOf("commander");
    await page.goto("/");
    await tabTo(page, page.getByLabel("Email"));
    await keyboard.type(email);
    await tabTo(page, page.getByLabel("Password"));
    await keyboard.type(password);
    await keyboard.press("Enter");
    await expect(page.getByText(/^live,/)).toBeVisible();
  });

  await test.step("Declare an incident, and go back to the board", async () => {
    await keyboard.press("d");
    const dialog = page.getByRole("dialog");
    await tabTo(page, dialog.getByLabel("What is wrong"));
    await keyboard.type(`Stock is wrong ${mark}`);
    await tabTo(page, dialog.getByLabel("Service"));
    await keyboard.type("inventory");
    await keyboard.press("Enter");
    await expect(page).toHaveURL(/\/incidents\/\d+$/);
    await expect(page.getByRole("heading", { level: 1, name: mark })).toBeVisible();
    await keyboard.press("g");
    await keyboard.press("b");
    await expect(page.getByRole("heading", { name: "Incidents", level: 1 })).toBeVisible();
  });

  await test.step("Find it by search, walk the list, select and deselect, open its room", async () => {
    await keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await keyboard.type(mark);
    await expect(page).toHaveURL(new RegExp(`search=${mark}`));
    const line = page.getByRole("row").filter({ hasText: mark });
    await expect(page.locator("[data-incident]")).toHaveCount(1);
    await tabTo(page, line.getByRole("link"));
    await keyboard.press("x");
    await expect(line).toHaveAttribute("aria-selected", "true");
    await expect(page.getByRole("toolbar")).toContainText("1 selected");
    await keyboard.press("Escape");
    await expect(line).toHaveAttribute("aria-selected", "false");
    await keyboard.press("k");
    await expect(line.getByRole("link")).toBeFocused();
    await expectVisibleFocus(page);
    await keyboard.press("Enter");
    await expect(page).toHaveURL(/\/incidents\/\d+$/);
    await expect(row("opened")).toBeVisible();
  });

  await test.step("The help lists the room's keys; acknowledge and note by theirs", async () => {
    await keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keys of this page" });
    await expect(help).toContainText("Acknowledge");
    await expect(help).toContainText("Add a note");
    await keyboard.press("Escape");
    await expect(help).toHaveCount(0);
    await keyboard.press("a");
    await expect(row("acknowledged")).toBeVisible();
    await keyboard.press("n");
    const field = page.getByRole("textbox", { name: "Add a note" });
    await expect(field).toBeFocused();
    await keyboard.type("Rolling back to see; ra?");
    await keyboard.press("Enter");
    await expect(row("note_added")).toContainText("Rolling back to see; ra?");
    // Letters in the field were text: nothing else happened.
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("Review the rollback, type what it is about, approve", async () => {
    await expect(page.getByRole("button", { name: "Plan a rollback anyway" })).toBeVisible({ timeout: 60_000 });
    await keyboard.press("Tab");
    await expectVisibleFocus(page);
    await keyboard.press("r");
    const dialog = page.getByRole("dialog");
    const confirmation = dialog.getByRole("textbox", { name: /to confirm, this is production/ });
    await expect(confirmation).toBeVisible({ timeout: 60_000 });
    await tabTo(page, confirmation);
    await keyboard.type("inventory v1");
    await expect(page.getByTestId("approve")).toHaveText("Roll back to v1");
    await tabTo(page, page.getByTestId("approve"));
    await keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
  });

  await test.step("Watch it until recovery is verified", async () => {
    await expect(row("mitigation_applied")).toBeVisible({ timeout: 90_000 });
    await expect(page.getByTestId("do")).toContainText("recovery is verified", RECOVERY_TIMEOUT);
    expect((await stack.deployment("inventory")).image).toBe("shop/inventory:v1");
  });

  await test.step("Open the post-mortem from the palette", async () => {
    await keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
    await keyboard.type("post-mortem");
    await keyboard.press("Enter");
    await expect(page).toHaveURL(/\/incidents\/\d+\/postmortem$/);
    await expect(page.getByRole("article").getByRole("heading", { level: 2 })).not.toHaveCount(0);
  });
  expect(pointerCount()).toBe(0);
});
