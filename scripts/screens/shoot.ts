import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { paletted } from "./palette-png";

export const THEMES = ["light", "dark"] as const;
export const SIZES = [
  { width: 1440, height: 900, suffix: "" },
  { width: 390, height: 844, suffix: "-390" },
] as const;
const MAX_BYTES = 150_000;

export type Shot = {
  readonly name: string;
  readonly path: string;
  /** Brings the page into the state of the picture; resolves when it stands. */
  readonly ready: (page: Page) => Promise<void>;
};

export type Picture = { readonly file: string; readonly bytes: number };

export async function openBrowser(): Promise<Browser> {
  const file = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    (candidate) => candidate !== undefined && existsSync(candidate),
  );
  return chromium.launch({ args: ["--no-sandbox"], ...(file === undefined ? {} : { executablePath: file }) });
}

/** Every shot in both themes and both sizes. `now`: the clock of the page stands there; null: it runs. */
export async function takeShots(input: {
  readonly browser: Browser;
  readonly baseUrl: string;
  readonly cookie: string;
  readonly shots: readonly Shot[];
  readonly now: Date | null;
  readonly outDir: string;
}): Promise<readonly Picture[]> {
  mkdirSync(input.outDir, { recursive: true });
  const [cookieName = "", ...cookieValue] = input.cookie.split("=");
  const pictures: Picture[] = [];
  for (const theme of THEMES) {
    for (const { suffix, ...viewport } of SIZES) {
      const context = await input.browser.newContext({
        viewport,
        colorScheme: theme,
        reducedMotion: "reduce",
        timezoneId: "Europe/Berlin",
        locale: "en-GB",
      });
      await context.addCookies([
        { name: cookieName, value: cookieValue.join("="), url: input.baseUrl },
        { name: "firebreak.zone", value: "Europe%2FBerlin", url: input.baseUrl },
        { name: "firebreak.theme", value: theme, url: input.baseUrl },
      ]);
      if (input.now !== null) await context.clock.setFixedTime(input.now);
      for (const shot of input.shots) {
        const page = await context.newPage();
        await page.goto(`${input.baseUrl}${shot.path}`, { waitUntil: "domcontentloaded" });
        await shot.ready(page);
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        const file = join(input.outDir, `${shot.name}-${theme}${suffix}.png`);
        const picture = paletted(await page.screenshot({ animations: "disabled" }));
        writeFileSync(file, picture);
        pictures.push({ file, bytes: picture.length });
        await page.close();
      }
      await context.close();
    }
  }
  return pictures;
}

/** Those that are too large for the repository. */
export function tooLarge(pictures: readonly Picture[]): readonly Picture[] {
  return pictures.filter(({ bytes }) => bytes > MAX_BYTES);
}
