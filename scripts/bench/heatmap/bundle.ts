import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/postcss";
import { build } from "esbuild";
import postcss from "postcss";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** One HTML page with a browser program and the product's styles in it: nothing is fetched but itself. */
export async function pageOf(entry: string): Promise<string> {
  const [script, styles] = await Promise.all([scriptOf(entry), stylesheet()]);
  const guarded = script.replaceAll("</script", "<\\/script");
  return `<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8"><title>bench</title><style>${styles}</style><body><script>${guarded}</script></body></html>`;
}

/** Bundled as for production. */
async function scriptOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild gave no output for ${entry}`);
  return file.text;
}

async function stylesheet(): Promise<string> {
  const from = join(ROOT, "app/globals.css");
  const { css } = await postcss([tailwind({ base: dirname(from) })]).process(readFileSync(from, "utf8"), { from });
  return css;
}
