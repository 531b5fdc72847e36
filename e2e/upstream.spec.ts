import { declareIncident, expect, test } from "./fixtures";

const SILENT = { timeout: 60_000 };
const BACK = { timeout: 90_000 };

test("Without Prometheus the room keeps the last picture, says since when, works on, and recovers by itself", async ({
  open,
  quietStack: stack,
}) => {
  test.setTimeout(240_000);
  const page = await open("commander");
  await declareIncident(page, { title: "Signals while Prometheus is silent", service: "risk" });
  const signals = page.getByRole("region", { name: "Signals" });
  await expect(page.getByTestId("live-age")).toHaveText(/^live/);
  await expect(signals.locator("canvas").first()).toBeVisible();

  const { thaw } = stack.freeze("prometheus");
  try {
    await expect(signals).toContainText(/Prometheus silent since \d+:\d+/, SILENT);
    await expect(signals).toContainText("This is the last picture.");
    await expect(signals.locator("canvas").first()).toBeVisible();
    await expect(page.getByTestId("live-age")).toHaveText(/signals as of \d+:\d+/);
    await expect(page.getByRole("list", { name: "Upstreams" })).toContainText(/Prometheus\s*stale since/);
    const field = page.getByRole("textbox", { name: "Add a note" });
    await field.fill("Still writing without signals");
    await field.press("Enter");
    await expect(page.locator('li[data-kind="note_added"]')).toContainText("Still writing without signals");
  } finally {
    thaw();
  }
  await expect(page.getByTestId("live-age")).toHaveText(/^live/, BACK);
  await expect(signals).not.toContainText("silent since");
});

test("Without the trace store only the traces are stale", async ({ open, quietStack: stack }) => {
  test.setTimeout(240_000);
  const page = await open("commander");
  await declareIncident(page, { title: "Traces while their store is silent", service: "risk" });
  const traces = page.getByRole("region", { name: "Traces" });
  await expect(traces).toContainText(/No slow trace|n = \d+|first \d+/, { timeout: 30_000 });

  const { thaw } = stack.freeze("traces");
  try {
    await expect(traces).toContainText(/Jaeger silent since \d+:\d+/, SILENT);
    await expect(page.getByTestId("live-age")).toHaveText(/^live/);
  } finally {
    thaw();
  }
  await expect(traces).not.toContainText("silent since", BACK);
});
