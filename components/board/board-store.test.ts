import { beforeEach, describe, expect, it } from "vitest";
import type { Board } from "@/lib/contracts/board";
import { type BoardStore, createBoardStore, PAGE } from "./board-store";
import { wire } from "./wire.fixture";

/** Numbers of the incidents that the server has, in its order; all in one section. */
let server: number[];
let isHeld: boolean;
let isDown: boolean;
let asked: string[];
let store: BoardStore;

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const answer = (offset: number, limit: number): Board => ({
  atMs: 0,
  order: "need",
  sections: [{ section: "needs_person", n: server.length }],
  offset,
  incidents: server
    .slice(offset, offset + limit)
    .map((number) => wire(number, { title: `title ${number} v${version}` })),
  facets: { status: [], severity: [], team: [], service: [] },
  upstreams: [],
  heartbeats: [],
  windowMs: {},
});
let version: number;
const start = () => {
  store = createBoardStore({
    initial: { params: "", board: answer(0, PAGE) },
    readBoard: async (params, offset, limit) => {
      asked.push(`${params}@${offset}+${limit}`);
      if (isDown) throw new Error("down");
      return answer(offset, limit);
    },
    readIncidents: async (ids) => {
      asked.push(`${ids.length} ids`);
      return answer(0, server.length).incidents.filter(({ id }) => ids.includes(id));
    },
    isHeld: () => isHeld,
    now: () => 7,
  });
};
const shown = (page = 0) => (store.picture().pages.get(page) ?? []).map((id) => store.picture().wires.get(id)?.number);
const titleOf = (number: number) => store.picture().wires.get(`id-${number}`)?.title;

beforeEach(() => {
  server = Array.from({ length: 10_000 }, (_, index) => index + 1);
  isHeld = isDown = false;
  asked = [];
  version = 1;
  start();
});

describe("the rows of the board", () => {
  it("are read as they come into view, wherever that is, and once", async () => {
    store.show(9_450, 9_510);
    store.show(9_451, 9_511);
    await settled();
    expect(asked).toEqual(["@9400+100", "@9500+100"]);
    expect([shown(94)[0], shown(95)[0]]).toEqual([9_401, 9_501]);
    store.show(9_450, 9_510);
    expect(asked).toHaveLength(2);
  });

  it("find their new places when nobody holds them; a new one has arrived", async () => {
    server = [10_001, ...server.slice(1)];
    store.refresh(["id-10001"]);
    await settled();
    expect(shown()[0]).toBe(10_001);
    expect([...store.picture().arrived]).toEqual(["id-10001"]);
    store.refresh();
    await settled();
    expect(store.picture().arrived.size).toBe(0);
  });

  it("keep their places while they are held: known ones change in place, new ones wait and are counted", async () => {
    isHeld = true;
    version = 2;
    server = [10_001, 2, 1, ...server.slice(2)];
    store.refresh(["id-10001", "id-2"]);
    await settled();
    expect(shown().slice(0, 2)).toEqual([1, 2]);
    expect([titleOf(1), titleOf(2)]).toEqual(["title 1 v1", "title 2 v2"]);
    expect(store.picture()).toMatchObject({ isBehind: true, board: { sections: [{ n: 10_001 }] } });
    store.catchUp();
    await settled();
    expect(shown().slice(0, 3)).toEqual([10_001, 2, 1]);
    expect(store.picture()).toMatchObject({ isBehind: false, sections: [{ n: 10_001 }] });
  });

  it("are not behind when nothing has changed", async () => {
    isHeld = true;
    store.refresh();
    await settled();
    expect(store.picture().isBehind).toBe(false);
  });

  it("are read once more for all that changes during a read", async () => {
    for (let i = 0; i < 50; i += 1) store.refresh([`id-${i}`]);
    await settled();
    expect(asked).toEqual(["@0+100", "@0+100"]);
  });

  it("of another filter replace the old ones, and a late answer to the old one does not come back", async () => {
    store.show(300, 320);
    server = [5];
    store.ask("team=a");
    expect(store.picture().isOther).toBe(true);
    await settled();
    expect(shown()).toEqual([5]);
    expect([...store.picture().pages.keys()]).toEqual([0]);
    expect(store.picture().isOther).toBe(false);
  });

  it("stay with the time of the first failure when the board cannot be read, until it can", async () => {
    isDown = true;
    store.refresh();
    await settled();
    expect(store.picture().failingSinceMs).toBe(7);
    expect(shown()).toHaveLength(PAGE);
    isDown = false;
    store.refresh();
    await settled();
    expect(store.picture().failingSinceMs).toBeNull();
  });
});
