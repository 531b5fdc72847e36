import { createServer } from "node:net";
import { expect, test } from "vitest";
import { checkNode } from "../bootstrap.mjs";
import { countGo, countPlaywright, countVitest } from "./count-tests.mjs";
import { areLockedPackagesInstalled } from "./npm-packages.mjs";
import { listeningInodes, portHolder, portsOf, takenPorts } from "./ports.mjs";
import { hint } from "./programs.mjs";

test.each(["20.19.0", "20.20.2", "22.0.0", "26.1.0"])("Node %s is new enough", (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

test.each(["20.18.3", "18.20.0", "8.0.0"])("Node %s is refused with where to get a newer one", (version) => {
  expect(() => checkNode(version)).toThrow(`this is ${version}: https://nodejs.org/`);
});

const LOCK = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/other-platform": { version: "1.0.0", optional: true },
  },
};

test("packages count as installed only when every locked version is there; those of other platforms may be missing", () => {
  const a = { "node_modules/a": { version: "1.0.0" } };
  expect(areLockedPackagesInstalled(LOCK, { packages: a })).toBe(true);
  expect(areLockedPackagesInstalled(LOCK, { packages: { "node_modules/a": { version: "1.0.1" } } })).toBe(false);
  expect(areLockedPackagesInstalled(LOCK, { packages: {} })).toBe(false);
  expect(
    areLockedPackagesInstalled(LOCK, { packages: { ...a, "node_modules/other-platform": { version: "2.0.0" } } }),
  ).toBe(false);
  expect(areLockedPackagesInstalled(LOCK, null)).toBe(false);
});

test("what is missing is named with the way to get it on this machine", () => {
  expect(hint("etcd", { platform: "darwin", release: "" })).toContain("brew install etcd");
  expect(hint("go", { platform: "linux", release: 'ID=fedora\nVERSION_ID="44"' })).toContain("dnf install -y golang");
  expect(hint("prometheus", { platform: "linux", release: "ID=debian\n" })).toContain("apt-get install -y prometheus");
  expect(hint("alertmanager", { platform: "linux", release: "ID=alpine\n" })).toContain(
    "https://prometheus.io/download/",
  );
});

test("a block has ten named ports and sixty for pods, none twice", () => {
  const ports = portsOf(3000).map(({ port }) => port);
  expect(new Set(ports).size).toBe(70);
  expect(portsOf(3000)[1]).toEqual({ use: "PostgreSQL", port: 3001 });
  expect(Math.max(...ports)).toBe(3079);
});

test("only listening sockets of the port are found in the kernel's table", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:0BB8 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
`;
  expect(listeningInodes(table, 3000)).toEqual(["4711"]);
});

test("a taken port is reported with its holder", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  expect((await takenPorts(port)).find((taken) => taken.port === port)).toMatchObject({ use: "application", port });
  expect((await portHolder(port))?.pid).toBe(process.pid);
  await new Promise((resolve) => server.close(resolve));
});

test("a vitest file that does not load is a failure although none of its tests ran", () => {
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };
  const broken = { status: "failed", assertionResults: [] };
  expect(countVitest({ ...report, testResults: [broken] })).toEqual({ passed: 3, failed: 1, skipped: 1 });
  expect(countVitest({ ...report, testResults: [{ status: "passed", assertionResults: [] }] }).failed).toBe(0);
});

test("a Go package that does not build is a failure, and a failing package with failing tests is counted by its tests", () => {
  const line = (event) => JSON.stringify(event);
  const output = [
    line({ Action: "pass", Package: "shop", Test: "TestA" }),
    line({ Action: "fail", Package: "shop", Test: "TestB" }),
    line({ Action: "fail", Package: "shop" }),
    "# other",
    line({ Action: "fail", Package: "other" }),
  ].join("\n");
  expect(countGo(output)).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

test("a flaky story passed in the end, and an error outside the stories is a failure", () => {
  const stats = { expected: 4, flaky: 1, unexpected: 2, skipped: 0 };
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 3, skipped: 0 });
});
