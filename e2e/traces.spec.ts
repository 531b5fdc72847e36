import { expect, test } from "./fixtures";
import { mermaidProblems } from "./mermaid-parser";

const ANSWER = { timeout: 30_000 };

test("From a rectangle of the heat map to the trace that proves it, by keyboard, as a link and by its id", async ({
  open,
  quietStack: stack,
}) => {
  test.setTimeout(300_000);
  await stack.baseline("order");
  await stack.breakBy("demo/scenarios/bad-release-slow-query.yaml");
  const { number } = await stack.blamedRelease("order");
  const page = await open("viewer");
  const { keyboard } = page;
  const traces = page.getByRole("region", { name: "Traces" });
  const apart = page.getByRole("region", { name: "What sets it apart" });

  await test.step("Shift and arrows draw a rectangle over the last minute, from the objective up", async () => {
    await page.goto(`/incidents/${number}?service=order&range=5`);
    await expect(page.getByTestId("headline")).toContainText("p95");
    await expect(page.getByRole("region", { name: "Signals" }).locator("canvas").first()).toBeVisible();
    const plane = page.getByRole("slider");
    await plane.focus();
    await keyboard.press("ArrowLeft");
    const rectangle = [...Array(10).fill("Shift+ArrowLeft"), ...Array(6).fill("Shift+ArrowUp")];
    for (const key of rectangle) await keyboard.press(key);
    await expect(page).toHaveURL(/[?&]sel=/);
  });

  await test.step("Its traces come with what sets them apart: the release", async () => {
    await expect(traces.getByRole("tab", { name: "Selected" })).toHaveAttribute("aria-selected", "true");
    await expect(apart.getByRole("rowheader").filter({ hasText: "version v2" }).first()).toBeVisible(ANSWER);
  });

  await test.step("The address shows a colleague the same, and the way it is drawn", async () => {
    const signals = page.getByRole("region", { name: "Signals" });
    await signals.getByRole("radio", { name: "Rank" }).click();
    await signals.getByRole("button", { name: "p99", exact: true }).click();
    await expect(page).toHaveURL(/shade=rank&lines=p99/);
    const colleague = await open("responder");
    await colleague.goto(page.url());
    await expect(colleague.getByRole("radio", { name: "Rank" })).toBeChecked();
    await expect(colleague.getByRole("button", { name: "p99", exact: true })).toHaveAttribute("aria-pressed", "true");
    await expect(
      colleague
        .getByRole("region", { name: "What sets it apart" })
        .getByRole("rowheader")
        .filter({ hasText: "version v2" }),
    ).not.toHaveCount(0, ANSWER);
    await colleague.context().close();
  });

  const traceId =
    await test.step("A trace opens over the room: the spans that took the time are on the critical path", async () => {
      const link = traces.getByRole("listitem").first().getByRole("link");
      const id = (await link.getAttribute("href"))?.split("/").at(-1) ?? "";
      await link.click();
      const dialog = page.getByRole("dialog");
      const waited = /^order .*, self time [4-9]\d\d\sms, on the critical path/;
      await expect(dialog.getByRole("treeitem", { name: waited })).toBeVisible(ANSWER);
      await dialog.getByRole("searchbox").fill("version=v2");
      await expect(dialog.getByText(/^\d+ spans?$/).first()).not.toHaveText("0 spans");
      await dialog.getByRole("tab", { name: "Where the time went" }).click();
      await expect(dialog.getByRole("rowheader").first()).toContainText("order");
      return id;
    });

  await test.step("Its sequence diagram is valid Mermaid and is drawn", async () => {
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("tab", { name: "Sequence" }).click();
    await expect(dialog.getByRole("img", { name: "Sequence" })).toBeVisible(ANSWER);
    const response = await page.request.get(`/api/traces/${traceId}/sequence.mmd`);
    expect(response.status()).toBe(200);
    expect(await mermaidProblems(page.context(), [await response.text()])).toEqual([null]);
  });

  await test.step("Its id, pasted on any page, opens it as a page", async () => {
    await page.goto("/");
    await expect(page.getByText(/^live,/)).toBeVisible();
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", text);
      document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, `level=error trace_id=${traceId} msg="slow"`);
    await expect(page).toHaveURL(new RegExp(`/traces/${traceId}$`));
    await expect(page.getByRole("treeitem").first()).toBeVisible(ANSWER);
  });
});
