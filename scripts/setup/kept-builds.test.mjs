import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdBuild, MARKER, pruneBuilds } from "./kept-builds.mjs";

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "firebreak-builds-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A build last used at a second of the epoch; null: not whole yet. */
function build(name, usedAtS) {
  mkdirSync(join(root, name));
  if (usedAtS === null) return;
  writeFileSync(join(root, name, MARKER), "");
  utimesSync(join(root, name, MARKER), usedAtS, usedAtS);
}

test("the two builds used last stay, and those that are not whole yet", () => {
  build("app-1", 100);
  build("app-2", 300);
  build("app-3", 200);
  build("app-4", null);
  build("shop-1", 50);
  pruneBuilds(root, "app-");
  expect(readdirSync(root).sort()).toEqual(["app-2", "app-3", "app-4", "shop-1"]);
});

test("a build from which a live process serves stays, however old it is", () => {
  build("app-1", 100);
  holdBuild(join(root, "app-1"));
  utimesSync(join(root, "app-1", MARKER), 100, 100);
  build("app-2", 300);
  build("app-3", 200);
  pruneBuilds(root, "app-");
  expect(readdirSync(root).sort()).toEqual(["app-1", "app-2", "app-3"]);
});

test("a process that has ended uses nothing", () => {
  build("app-1", 100);
  mkdirSync(join(root, "app-1", ".users"));
  writeFileSync(
    join(root, "app-1", ".users", "4711"),
    JSON.stringify({ pid: process.pid, startTime: "another start" }),
  );
  build("app-2", 300);
  build("app-3", 200);
  pruneBuilds(root, "app-");
  expect(readdirSync(root).sort()).toEqual(["app-2", "app-3"]);
});
