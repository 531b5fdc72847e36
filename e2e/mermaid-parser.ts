import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BrowserContext } from "@playwright/test";

/** What Mermaid's own parser says about texts, in a page of its own: null when it accepts one, else its message. */
export async function mermaidProblems(context: BrowserContext, texts: readonly string[]) {
  const page = await context.newPage();
  const entry = createRequire(import.meta.url).resolve("mermaid");
  await page.addScriptTag({ path: join(dirname(entry), "mermaid.min.js") });
  const problems: (string | null)[] = [];
  for (const text of texts) {
    problems.push(
      await page.evaluate(async (source) => {
        const parser: unknown = Reflect.get(globalThis, "mermaid");
        if (typeof parser !== "object" || parser === null) throw new Error("mermaid is not loaded");
        const parse: unknown = Reflect.get(parser, "parse");
        if (typeof parse !== "function") throw new Error("mermaid cannot parse");
        try {
          await parse.call(parser, source);
          return null;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      }, text),
    );
  }
  await page.close();
  return problems;
}
