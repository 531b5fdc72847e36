import { expect, it } from "vitest";
import { parseMainOptions } from "./options";

const ARGS = [
  "--listen",
  "127.0.0.1:21100",
  "--state-dir",
  "/tmp/x",
  "--binary",
  "/tmp/shop",
  "--pod-ports",
  "21110-21149",
];
const URLS = ["--admin", "http://127.0.0.1:21190", "--otlp", "http://127.0.0.1:21191"];

it("reads the whole command line", () => {
  expect(parseMainOptions([...ARGS, ...URLS, "--parent-pid", "7"])).toEqual({
    ok: true,
    parentPid: 7,
    cluster: {
      port: 21_100,
      stateDir: "/tmp/x",
      binary: "/tmp/shop",
      podPorts: { from: 21_110, to: 21_149 },
      adminUrl: "http://127.0.0.1:21190",
      otlpUrl: "http://127.0.0.1:21191",
      namespace: "shop",
    },
  });
});

it.each([
  [ARGS, "--admin"],
  [[...ARGS, ...URLS, "--listen", "0.0.0.0:1"], "--listen"],
  [[...ARGS, ...URLS, "--pod-ports", "30-20"], "--pod-ports"],
  [[...ARGS, ...URLS, "--colour", "red"], "--colour"],
])("names the flag that is wrong", (args, flag) => {
  expect(parseMainOptions(args)).toMatchObject({ ok: false, problem: expect.stringContaining(flag) });
});
