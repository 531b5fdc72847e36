import { expect, test } from "vitest";
import { passableCapability, unprivilegedAccount, unprivilegedCommand } from "./unprivileged-command";

const POSTGRES = { name: "postgres", uid: 101, gid: 104 };

test("as root the server gets the postgres account and one read capability, because a 0700 parent folder is closed to it", () => {
  const command = unprivilegedCommand("/x/postgres", ["-D", "/data"], {
    account: POSTGRES,
    setpriv: "/usr/bin/setpriv",
    capability: "dac_read_search",
  });
  expect(command).toEqual({
    file: "/usr/bin/setpriv",
    args: [
      "--reuid=101",
      "--regid=104",
      "--clear-groups",
      "--inh-caps=+dac_read_search",
      "--ambient-caps=+dac_read_search",
      "--securebits=+no_setuid_fixup",
      "--pdeathsig=INT",
      "/x/postgres",
      "-D",
      "/data",
    ],
  });
});

test("a person who is not root runs it directly, ended with its parent where setpriv exists", () => {
  expect(unprivilegedCommand("/x/postgres", [], { account: null, setpriv: null, capability: null })).toEqual({
    file: "/x/postgres",
    args: [],
  });
  expect(
    unprivilegedCommand("/x/postgres", [], { account: null, setpriv: "/usr/bin/setpriv", capability: "dac_override" })
      .args,
  ).toEqual(["--pdeathsig=INT", "/x/postgres"]);
});

test("root without setpriv still drops to the account", () => {
  expect(unprivilegedCommand("/x/postgres", ["-V"], { account: POSTGRES, setpriv: null, capability: null })).toEqual({
    file: "/x/postgres",
    args: ["-V"],
    uid: 101,
    gid: 104,
  });
});

test.each([
  ["full root", "CapEff:\t000001fffeffffff", "dac_read_search"],
  ["root in a default Docker container", "CapEff:\t00000000a80425fb", "dac_override"],
  ["root without file capabilities", "CapEff:\t0000000000000000", null],
  ["an unreadable status", "", null],
])("the capability that %s can hand down", (_who, status, capability) => {
  expect(passableCapability(status)).toBe(capability);
});

test("postgres is preferred, nobody is the fallback, and no account is invented", () => {
  const nobody = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/usr/sbin/nologin\n";
  expect(unprivilegedAccount(`${nobody}postgres:x:101:104::/var/lib/postgresql:/bin/bash\n`)).toEqual(POSTGRES);
  expect(unprivilegedAccount(nobody)).toEqual({ name: "nobody", uid: 65534, gid: 65533 });
  expect(() => unprivilegedAccount("root:x:0:0::/root:/bin/sh\n")).toThrow("DATABASE_URL");
});
