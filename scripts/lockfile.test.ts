import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const LOCK = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
});

/** Where Node would look for `name` from inside `folder`, nearest first. */
function candidates(folder: string, name: string): string[] {
  const parents =
    folder === ""
      ? []
      : folder.split("/node_modules/").map((_, at, all) => all.slice(0, at + 1).join("/node_modules/"));
  return ["", ...parents].reverse().map((parent) => `${parent === "" ? "" : `${parent}/`}node_modules/${name}`);
}

test("the lock file lists the optional packages of every platform, or npm ci refuses it everywhere", () => {
  const { packages } = LOCK.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
  const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) => !candidates(folder, name).some((path) => path in packages),
    ),
  );
  expect(missing).toEqual([]);
});
