import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PresenceBus } from "@/lib/ports";
import { createPresence, type Presence, type Viewers } from "./presence";

// Two processes and the notices between them; time is ours, and `tick` lets each process tell.

let nowMs: number;
let heardBy: Set<(payload: string) => void>;
let notices: string[];
let made: Presence[];
let isCut: boolean;
const ana = { id: "p1", name: "Ana Diaz" };
const li = { id: "p2", name: "Li Wei" };

const bus: PresenceBus = {
  async publish(payloads) {
    if (isCut) return;
    notices.push(...payloads);
    for (const payload of payloads) for (const hear of [...heardBy]) hear(payload);
  },
  subscribe(listener) {
    heardBy.add(listener);
    return () => heardBy.delete(listener);
  },
};

beforeEach(() => {
  nowMs = 0;
  heardBy = new Set();
  notices = [];
  made = [];
  isCut = false;
});
afterEach(() => {
  for (const presence of made) presence.close();
});

function process(id: string): Presence {
  const presence = createPresence({
    bus,
    processId: id,
    nowMs: () => nowMs,
    onError: (error) => {
      throw error;
    },
    tellEveryMs: 5,
  });
  made.push(presence);
  return presence;
}
function watch(presence: Presence): { names(): readonly string[]; total(): number; times: number } {
  let seen: Viewers = { people: [], total: 0 };
  const watched = { names: () => seen.people.map(({ name }) => name), total: () => seen.total, times: 0 };
  presence.subscribe("i1", (viewers) => {
    seen = viewers;
    watched.times += 1;
  });
  return watched;
}

describe("presence", () => {
  it("names everybody at the incident, over processes, each once", async () => {
    const [one, two] = [process("a"), process("b")];
    const seen = watch(two);
    one.join("i1", ana);
    one.join("i1", ana);
    two.join("i1", li);
    two.join("i2", { id: "p3", name: "Mei" });
    await expect.poll(() => seen.names()).toEqual(["Ana Diaz", "Li Wei"]);
  });

  it("forgets who closed the last window, and only then", async () => {
    const [one, two] = [process("a"), process("b")];
    const seen = watch(two);
    const leaves = [one.join("i1", ana), one.join("i1", ana)];
    await expect.poll(() => seen.names()).toEqual(["Ana Diaz"]);
    leaves[0]?.();
    leaves[0]?.();
    const sentinel = one.join("i1", li);
    await expect.poll(() => seen.names()).toEqual(["Ana Diaz", "Li Wei"]);
    leaves[1]?.();
    sentinel();
    await expect.poll(() => seen.names()).toEqual([]);
  });

  it("forgets a process that says nothing any more", async () => {
    const [one, two] = [process("a"), process("b")];
    const seen = watch(two);
    one.join("i1", ana);
    await expect.poll(() => seen.names()).toEqual(["Ana Diaz"]);
    one.close();
    nowMs = 51_000;
    await expect.poll(() => seen.names()).toEqual([]);
  });

  it("keeps whoever stays, because each process repeats what it holds", async () => {
    const [one, two] = [process("a"), process("b")];
    const seen = watch(two);
    one.join("i1", ana);
    for (const at of [21_000, 42_000, 63_000]) {
      const before = notices.length;
      nowMs = at;
      await expect.poll(() => notices.length).toBeGreaterThan(before);
    }
    expect(seen.names()).toEqual(["Ana Diaz"]);
    expect(seen.times).toBe(2);
  });

  it("tells many comings and goings in one notice", async () => {
    const one = process("a");
    for (let n = 0; n < 200; n += 1) one.join("i1", { id: `p${n}`, name: `Person ${n}` })();
    one.join("i1", ana);
    await expect.poll(() => notices.length).toBe(1);
  });

  it("counts everybody and names as many as a notice holds", async () => {
    const [one, two] = [process("a"), process("b")];
    const seen = watch(two);
    for (let n = 0; n < 1_000; n += 1) one.join("i1", { id: `p${n}`, name: "名字很长的人".repeat(20) });
    await expect.poll(() => seen.total()).toBe(1_000);
    for (const notice of notices) expect(Buffer.byteLength(notice)).toBeLessThan(8_000);
  });

  it("introduces itself to a process that comes later", async () => {
    const one = process("a");
    one.join("i1", ana);
    await expect.poll(() => notices.length).toBe(1);
    const two = process("b");
    const seen = watch(two);
    two.join("i1", li);
    await expect.poll(() => seen.names()).toEqual(["Ana Diaz", "Li Wei"]);
  });

  it("reads no notice that is not one", () => {
    const seen = watch(process("a"));
    for (const payload of ["", "{", "null", '{"process":"b"}']) for (const hear of heardBy) hear(payload);
    expect(seen.names()).toEqual([]);
  });
});
