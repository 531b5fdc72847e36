import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { type Account, connectStack, type Role, type Stack } from "./stack";

type StorageState = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;
type OpenOptions = BrowserContextOptions & {
  /** Statuses that the story provokes: the browser reports each as an error of its own. */
  readonly expectedStatuses?: readonly number[];
};

export type Open = (role: Role | null, options?: OpenOptions) => Promise<Page>;
type WorkerFixtures = { readonly stack: Stack; readonly sessionOf: (role: Role) => Promise<StorageState> };
type Fixtures = {
  /** A page of a browser of its own, signed in as the role; null: nobody. Errors in its console fail the story. */
  readonly open: Open;
  /** The stack without alerts and open incidents; put back afterwards. */
  readonly quietStack: Stack;
};

/** Through the form, as a person does. Ends where the form leads. */
export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** Opens a war room by hand and ends in it. */
export async function declareIncident(page: Page, { title, service }: { title: string; service: string }) {
  await page.goto("/");
  await page.getByRole("button", { name: "Declare" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What is wrong").fill(title);
  await dialog.getByLabel("Service").fill(service);
  await dialog.getByRole("button", { name: "Open the war room" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from a pattern
    async ({}, use) => {
      await use(await connectStack());
    },
    { scope: "worker" },
  ],
  sessionOf: [
    async ({ browser, stack }, use) => {
      const sessions = new Map<Role, StorageState>();
      await use(async (role) => {
        const known = sessions.get(role);
        if (known !== undefined) return known;
        const context = await browser.newContext({ baseURL: stack.state.url });
        const page = await context.newPage();
        await page.goto("/sign-in");
        await signIn(page, stack.accountOf(role));
        const session = await context.storageState();
        await context.close();
        sessions.set(role, session);
        return session;
      });
    },
    { scope: "worker" },
  ],
  open: async ({ browser, sessionOf, baseURL }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    const errors: string[] = [];
    await use(async (role, { expectedStatuses = [], ...options } = {}) => {
      const context = await browser.newContext({
        ...(baseURL === undefined ? {} : { baseURL }),
        ...(role === null ? {} : { storageState: await sessionOf(role) }),
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
      page.on("console", (message) => {
        const text = message.text();
        const isExpected = expectedStatuses.some((status) => text.includes(`status of ${status}`));
        if (message.type() === "error" && !isExpected)
          errors.push(`${page.url()}: ${text} (${message.location().url})`);
      });
      return page;
    });
    for (const context of contexts) await context.close();
    expect(errors, "errors in the console").toEqual([]);
  },
  quietStack: async ({ stack }, use) => {
    await stack.quiet();
    await use(stack);
    await stack.putBack();
  },
});

export { expect };
