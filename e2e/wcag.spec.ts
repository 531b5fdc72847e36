import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, type Open, test } from "./fixtures";
import type { Role } from "./stack";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const SCHEMES = ["light", "dark"] as const;

type PageToCheck = {
  readonly name: string;
  readonly path: (incident: number) => string;
  readonly role: Role | null;
  /** What must be there before it is judged. */
  readonly ready: (page: Page, incident: number) => Promise<void>;
  readonly expectedStatuses?: readonly number[];
};

const heading = (name: string | RegExp) => (page: Page) =>
  expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();

const PAGES: readonly PageToCheck[] = [
  { name: "sign-in", path: () => "/sign-in", role: null, ready: heading("Sign in") },
  { name: "board", path: () => "/", role: "commander", ready: heading("Incidents") },
  {
    name: "declare dialog",
    path: () => "/",
    role: "commander",
    ready: async (page) => {
      await page.getByRole("button", { name: "Declare" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "board with a selection, dense",
    path: () => "/?order=age&severity=SEV-1&severity=SEV-2&severity=SEV-3",
    role: "commander",
    ready: async (page) => {
      await expect(page.locator("[data-incident]").first()).toBeVisible();
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await expect(page.getByRole("toolbar")).toBeVisible();
    },
  },
  {
    name: "palette over the room",
    path: (n) => `/incidents/${n}`,
    role: "commander",
    ready: async (page, incident) => {
      await roomIsDrawn(page);
      await page.keyboard.press("Control+k");
      // At once, while its code is still on the way.
      await page.keyboard.type(`#${incident}`);
      await expect(page.getByRole("combobox")).toHaveValue(`#${incident}`);
      await expect(page.getByRole("option", { name: `#${incident}` })).toBeVisible();
    },
  },
  {
    name: "keys of the board",
    path: () => "/",
    role: "viewer",
    ready: async (page) => {
      await heading("Incidents")(page);
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keys of this page" })).toBeVisible();
    },
  },
  { name: "war room", path: (n) => `/incidents/${n}`, role: "commander", ready: roomIsDrawn },
  { name: "war room of a viewer", path: (n) => `/incidents/${n}`, role: "viewer", ready: roomIsDrawn },
  { name: "wall", path: (n) => `/incidents/${n}?wall`, role: "viewer", ready: wallIsDrawn },
  {
    name: "command drawer",
    path: (n) => `/incidents/${n}`,
    role: "commander",
    ready: async (page) => {
      await roomIsDrawn(page);
      await page.keyboard.press("c");
      await expect(page.getByRole("dialog", { name: "Command" })).toBeVisible();
    },
  },
  {
    name: "trace over the room",
    path: (n) => `/incidents/${n}`,
    role: "viewer",
    ready: async (page) => {
      await roomIsDrawn(page);
      await page.getByRole("region", { name: "Traces" }).getByRole("listitem").first().getByRole("link").click();
      await expect(page.getByRole("dialog").getByRole("treeitem").first()).toBeVisible({ timeout: 30_000 });
    },
  },
  {
    name: "trace page",
    path: (n) => `/incidents/${n}`,
    role: "viewer",
    ready: async (page) => {
      await roomIsDrawn(page);
      const link = page.getByRole("region", { name: "Traces" }).getByRole("listitem").first().getByRole("link");
      await page.goto((await link.getAttribute("href")) ?? "");
      await expect(page.getByRole("treeitem").first()).toBeVisible({ timeout: 30_000 });
    },
  },
  {
    name: "rollback review",
    path: (n) => `/incidents/${n}`,
    role: "commander",
    ready: async (page) => {
      await roomIsDrawn(page);
      await page.keyboard.press("r");
      await expect(page.getByTestId("guards").getByRole("listitem")).toHaveCount(12);
    },
  },
  {
    name: "post-mortem",
    path: (n) => `/incidents/${n}/postmortem`,
    role: "commander",
    ready: (page) => expect(page.getByRole("img", { name: "Gantt" })).toBeVisible({ timeout: 30_000 }),
  },
  { name: "reports", path: () => "/reports", role: "manager", ready: heading("Reports") },
  {
    name: "no such incident",
    path: () => "/incidents/999999",
    role: "viewer",
    ready: heading("No such incident"),
    expectedStatuses: [404],
  },
  {
    name: "no such page",
    path: () => "/nowhere",
    role: "viewer",
    ready: heading("There is no such page"),
    expectedStatuses: [404],
  },
  {
    name: "forbidden",
    path: () => "/reports",
    role: "viewer",
    ready: heading("Your role may not open this page"),
    expectedStatuses: [403],
  },
];

test("Every page is free of axe findings, light and dark, wide and narrow, and fits its width", async ({
  open,
  quietStack: stack,
}) => {
  test.setTimeout(420_000);
  await stack.baseline("order");
  await stack.breakBy("demo/scenarios/bad-release-slow-query.yaml");
  const { number } = await stack.blamedRelease("order");
  const findings: string[] = [];
  for (const checked of PAGES) findings.push(...(await findingsOf(open, checked, number)));
  expect(findings).toEqual([]);
});

async function roomIsDrawn(page: Page): Promise<void> {
  await expect(page.getByTestId("hypothesis").first()).toContainText("Bad release, order v2");
  await expect(page.getByTestId("headline")).toContainText("p95");
}

async function wallIsDrawn(page: Page): Promise<void> {
  await expect(page.getByTestId("wall")).toContainText("Bad release, order v2");
}

/** One line per finding: page, scheme, width, rule, element. */
async function findingsOf(open: Open, checked: PageToCheck, incident: number): Promise<readonly string[]> {
  const { name, path, role, ready, expectedStatuses = [] } = checked;
  const page = await open(role, { reducedMotion: "reduce", expectedStatuses });
  await page.goto(path(incident));
  await ready(page, incident);
  const findings: string[] = [];
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const where = `${name}, ${colorScheme}, ${viewport.width} px`;
      findings.push(...(await axeFindings(page)).map((finding) => `${where}: ${finding}`));
    }
    const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflowPx > 0) findings.push(`${name}: ${overflowPx} px wider than ${viewport.width} px`);
  }
  await page.context().close();
  return findings;
}

async function axeFindings(page: Page): Promise<readonly string[]> {
  // There are no frames; without support for them axe needs no page of its own.
  const axe = new AxeBuilder({ page })
    .withTags(STANDARD)
    .options({ resultTypes: ["violations"] })
    .setLegacyMode();
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary?.replace(/\s+/g, " ")}`),
  );
}
