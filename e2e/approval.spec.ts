import { declareIncident, expect, test } from "./fixtures";

test("A plan that the cluster has moved away from is refused, and a double click approves once", async ({
  open,
  quietStack: stack,
}) => {
  test.setTimeout(240_000);
  const page = await open("commander", { expectedStatuses: [409] });
  await stack.deploys.release({ service: "inventory", version: "v2", commit: "5ad1e09" });
  await declareIncident(page, { title: "Stock counts look wrong", service: "inventory" });
  await page.getByRole("button", { name: "Plan a rollback anyway" }).click({ timeout: 60_000 });
  const dialog = page.getByRole("dialog");
  const approve = page.getByTestId("approve");
  // Declared without an environment: taken for production, where the approval is typed out.
  const confirmation = dialog.getByRole("textbox", { name: /to confirm, this is production/ });
  await expect(approve).toHaveText("Type inventory v1 to confirm");
  await expect(approve).toBeDisabled();
  await confirmation.fill("inventory v1");
  await expect(approve).toHaveText("Roll back to v1");

  await test.step("Somebody releases v3 while the plan is read", async () => {
    await stack.deploys.release({ service: "inventory", version: "v3", commit: "77c0d1f" });
    const released = await stack.deployment("inventory");
    await approve.click();
    await expect(dialog).toContainText("The cluster is no longer as planned. Nothing was changed.");
    await expect(dialog.getByText(/^spec\.template: \S+ → \S+$/)).toBeVisible();
    expect(await stack.deployment("inventory")).toEqual(released);
  });

  await test.step("A new plan is made for what runs now; two quick clicks are one rollback", async () => {
    await expect(async () => {
      await dialog.getByRole("button", { name: "Plan again" }).click();
      await expect(approve).toHaveText("Type inventory v2 to confirm");
    }).toPass({ timeout: 60_000 });
    await confirmation.fill("inventory v2");
    const { generation } = await stack.deployment("inventory");
    await approve.dblclick();
    await expect(dialog).toHaveCount(0);
    await expect(page.locator('li[data-kind="mitigation_applied"]')).toBeVisible({ timeout: 90_000 });
    for (const kind of ["mitigation_approved", "mitigation_patched", "mitigation_applied"]) {
      await expect(page.locator(`li[data-kind="${kind}"]`)).toHaveCount(1);
    }
    expect(await stack.deployment("inventory")).toEqual({ image: "shop/inventory:v2", generation: generation + 1 });
  });
});
