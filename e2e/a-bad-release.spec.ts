import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./fixtures";
import { mermaidProblems } from "./mermaid-parser";
import { verifySnapshot, withOneByteFlipped } from "./snapshot-file";

const ALERT_TIMEOUT = { timeout: 90_000 };
const DIAGNOSIS_TIMEOUT = { timeout: 60_000 };
const RECOVERY_TIMEOUT = { timeout: 180_000 };

/** Steps of a bad release in the order in which they happen; others may lie between them. */
const STEPS = [
  "opened",
  "acknowledged",
  "duty_assigned",
  "note_added",
  "mitigation_planned",
  "mitigation_approved",
  "mitigation_patched",
  "mitigation_applied",
  "verification_started",
  "resolved",
];

test("A bad release: from the alert to the report by clicking", async ({ open, quietStack: stack }, info) => {
  test.setTimeout(420_000);
  const page = await open(null);
  const row = (kind: string) => page.locator(`li[data-kind="${kind}"]`);

  await test.step("Sign in; nothing is wrong", async () => {
    await page.goto("/");
    await signIn(page, stack.accountOf("commander"));
    await expect(page.getByRole("heading", { name: "Incidents", level: 1 })).toBeVisible();
    await expect(page.getByText(/^0 open|Nothing is wrong, or nothing is connected yet/)).toBeVisible();
  });

  await test.step("A bad release of order: its room opens from the board, which was never loaded again", async () => {
    await stack.baseline("order");
    await page.evaluate(() => Reflect.set(globalThis, "isSamePage", true));
    await stack.breakBy("demo/scenarios/bad-release-slow-query.yaml");
    const link = page.getByRole("row").filter({ hasText: "Take it" }).getByRole("link").first();
    await expect(link).toBeVisible(ALERT_TIMEOUT);
    expect(await page.evaluate(() => Reflect.get(globalThis, "isSamePage"))).toBe(true);
    await link.click();
    await expect(page).toHaveURL(/\/incidents\/\d+$/);
  });
  const number = page.url().split("/").at(-1) ?? "";

  await test.step("The header says what is wrong", async () => {
    await expect(page.getByTestId("headline")).toContainText(/p95\s\d.*Objective 300\sms/, DIAGNOSIS_TIMEOUT);
    await expect(page.getByTestId("live-age")).toContainText(/^live/);
  });

  await test.step("WHY puts the release first, with evidence that opens to its query", async () => {
    const first = page.getByTestId("hypothesis").first();
    await expect(first.getByRole("heading")).toContainText("Bad release, order v2", DIAGNOSIS_TIMEOUT);
    const lines = first.getByRole("listitem");
    await expect(lines).not.toHaveCount(0);
    const queries: string[] = [];
    for (const line of await lines.all()) {
      await line.getByRole("button").click();
      await expect(line.getByRole("term")).toContainText(/, asked \d/);
      queries.push((await line.getByRole("definition").textContent()) ?? "");
    }
    expect(queries).not.toContain("");
  });

  await test.step("Acknowledge, take command, add a note", async () => {
    await page.getByTestId("acknowledge").click();
    await expect(row("acknowledged")).toBeVisible();
    await page.getByRole("button", { name: /^Commander: nobody/ }).click();
    await page.getByRole("menuitem", { name: "Take it myself" }).click();
    await expect(row("duty_assigned")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Commander: nobody/ })).toHaveCount(0);
    const field = page.getByRole("textbox", { name: "Add a note" });
    await field.fill("Checkout is slow; nothing else <b>changed</b> 🔥 订单");
    await field.press("Enter");
    await expect(row("note_added")).toContainText("Checkout is slow; nothing else <b>changed</b> 🔥 订单");
    await expect(field).toHaveValue("");
  });

  await test.step("Review the rollback: guards, exact diff, what will not come back", async () => {
    await page.getByTestId("review").click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("heading", { name: "Roll back order v2 → v1" })).toBeVisible();
    const guards = dialog.getByTestId("guards").getByRole("listitem");
    await expect(guards).toHaveCount(12);
    await expect(dialog.locator('[data-guard][data-state="fail"]')).toHaveCount(0);
    const diff = dialog.getByRole("region", { name: "Diff" });
    await expect(diff).toContainText("−image: shop/order:v2+image: shop/order:v1");
    const lost = dialog.getByRole("heading", { name: "What will not come back" });
    await expect(lost.locator("xpath=following-sibling::ul[1]/li")).not.toHaveCount(0);
  });

  await test.step("Approve; watch it until recovery is verified", async () => {
    await page.getByTestId("approve").click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByTestId("progress")).toContainText(/Approved by/);
    await expect(page.getByTestId("window-left")).toBeVisible(RECOVERY_TIMEOUT);
    await expect(page.getByTestId("do")).toContainText("recovery is verified", RECOVERY_TIMEOUT);
    await expect(page.getByTestId("headline")).toContainText("Resolved");
    expect((await stack.deployment("order")).image).toBe("shop/order:v1");
  });

  await test.step("The timeline has every step, in order", async () => {
    const kinds = await page.locator("li[data-kind]").evaluateAll((rows) => rows.map((li) => li.dataset.kind));
    expect(kinds.filter((kind) => STEPS.includes(kind ?? ""))).toEqual(STEPS);
  });

  await test.step("Take a snapshot, download it, and have it verified", async () => {
    await page.getByRole("button", { name: "Snapshot" }).click();
    await expect(row("snapshot_sealed")).toBeVisible({ timeout: 60_000 });
    const started = page.waitForEvent("download");
    await row("snapshot_sealed").getByRole("link").click();
    const download = await started;
    const file = info.outputPath(download.suggestedFilename());
    await download.saveAs(file);
    expect(await verifySnapshot(file)).toMatchObject({ code: 0, output: expect.stringContaining(`whole. #${number}`) });
    const altered = info.outputPath("altered.zip");
    withOneByteFlipped(file, altered);
    expect(await verifySnapshot(altered)).toMatchObject({ code: 1 });
  });

  await test.step("The post-mortem is drafted with both diagrams, edited, saved and sent to review", async () => {
    await page.getByRole("link", { name: "Open post-mortem" }).click();
    const document = page.getByRole("article");
    await expect(document.getByRole("heading", { level: 2 })).not.toHaveCount(0);
    await diagramsAreValid(page);
    await page.getByRole("radio", { name: "Write" }).click();
    const editor = page.getByRole("textbox", { name: "Markdown of the post-mortem" });
    await editor.press("ControlOrMeta+End");
    await editor.pressSequentially("\n\n## Decided here\n\nRelease with a canary.\n");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Saved as revision")).toBeVisible();
    await page.getByRole("button", { name: "Send to review" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "In review" })).toHaveAttribute("aria-current", "step");
    await page.reload();
    await expect(document.getByRole("heading", { name: "Decided here" })).toBeVisible();
  });

  await test.step("The report counts it", async () => {
    await page.getByRole("link", { name: "Reports" }).click();
    const line = page.getByRole("row").filter({ hasText: `#${number}` });
    // The gateway in front of order becomes slow with it: whose alert comes first names the incident.
    const duration = /^(\d+ m )?\d+\ss$/;
    await expect(line.getByRole("cell")).toHaveText([
      `#${number}`,
      /95th percentile latency/,
      /^(order|gateway)$/,
      /^SEV-\d$/,
      /:/,
      ...[duration, duration, duration, duration],
    ]);
    await expect(page.locator(`svg a[href="/incidents/${number}"]`)).toHaveCount(1);
  });

  await test.step("All of it can be read in Chinese", async () => {
    await page.goto(`/incidents/${number}`);
    await page.getByRole("button", { name: "Switch to Chinese" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "zh");
    for (const name of ["时间线", "信号", "熔断器", "调用图", "链路", "原因", "行动"]) {
      await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
    }
    await expect(page.getByTestId("headline")).toContainText("解决");
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "事故", level: 1 })).toBeVisible();
    await page.goto("/reports");
    await expect(page.getByRole("heading", { name: "报表", level: 1 })).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: `#${number}` })).toBeVisible();
  });
});

/** Both diagrams of the document are drawn, and their text is what Mermaid's own parser accepts. */
async function diagramsAreValid(page: Page): Promise<void> {
  const texts: string[] = [];
  for (const name of ["Sequence", "Gantt"]) {
    const figure = page.getByRole("figure").filter({ has: page.getByRole("img", { name }) });
    await expect(figure).toBeVisible({ timeout: 30_000 });
    await figure.getByRole("button", { name: "Source" }).click();
    texts.push((await figure.locator("pre").textContent()) ?? "");
  }
  expect(texts[0]).toMatch(/^sequenceDiagram/);
  expect(texts[1]).toMatch(/^gantt/);
  expect(await mermaidProblems(page.context(), [...texts, "sequenceDiagram\na ->> "])).toEqual([
    null,
    null,
    expect.any(String),
  ]);
}
