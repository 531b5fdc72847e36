import type { Board } from "@/lib/contracts/board";
import type { IncidentWire } from "@/lib/contracts/incident";

/** Rows asked for together. */
export const PAGE = 100;

export type BoardPicture = {
  /** The newest answer: counts, facets, freshness. */
  readonly board: Board;
  /** Of the rows as they are shown; while the order is held they may be older than the board's. */
  readonly sections: Board["sections"];
  /** Ids by page; a page that is not there is not read yet. */
  readonly pages: ReadonlyMap<number, readonly string[]>;
  readonly wires: ReadonlyMap<string, IncidentWire>;
  readonly windowMs: Board["windowMs"];
  /** Opened since the page was, and in their place now. */
  readonly arrived: ReadonlySet<string>;
  /** Something changed that is not shown in its place yet. */
  readonly isBehind: boolean;
  /** The rows are of another filter than the one that is asked for. */
  readonly isOther: boolean;
  /** Since when it cannot be read; null while it can. */
  readonly failingSinceMs: number | null;
};

export type BoardStore = {
  subscribe(listener: () => void): () => void;
  picture(): BoardPicture;
  /** Another filter or order; the old picture stays until the answer. */
  ask(params: string): void;
  /** The rows in view. */
  show(firstOffset: number, lastOffset: number): void;
  /** Reads again what is in view. Rows keep their places while the order is held. */
  refresh(changedIds?: readonly string[]): void;
  /** Shows everything in its place, held or not. */
  catchUp(): void;
};

/** The rows of a board of any length: pages as they come into view, live, and steady under the reader's hand. */
export function createBoardStore(input: {
  readonly initial: { readonly params: string; readonly board: Board };
  readonly readBoard: (params: string, offset: number, limit: number, signal: AbortSignal) => Promise<Board>;
  readonly readIncidents: (ids: readonly string[], signal: AbortSignal) => Promise<readonly IncidentWire[]>;
  /** True while a row must not move: somebody is about to press it, or has scrolled to it. */
  readonly isHeld: () => boolean;
  readonly now: () => number;
}): BoardStore {
  const { readBoard, readIncidents, isHeld, now } = input;
  const listeners = new Set<() => void>();
  let { params } = input.initial;
  let picture = pictureOf(input.initial.board);
  let newest = newestOf(input.initial.board.incidents, 0);
  let view = { first: 0, last: 0 };
  let asking = new AbortController();
  let reading: Promise<void> | null = null;
  let again: { readonly changedIds: readonly string[]; readonly isForced: boolean } | null = null;
  const pagesAsked = new Set<number>();

  const set = (part: Partial<BoardPicture>) => {
    picture = { ...picture, ...part };
    for (const listener of listeners) listener();
  };
  const failed = (signal: AbortSignal) => {
    if (!signal.aborted) set({ failingSinceMs: picture.failingSinceMs ?? now() });
  };
  const idsIn = (board: Board) => board.incidents.map(({ id }) => id);
  const withWires = (incidents: readonly IncidentWire[]) => {
    const wires = new Map(picture.wires);
    for (const wire of incidents) wires.set(wire.id, wire);
    return wires;
  };
  const pagesInView = () => {
    const [first, last] = [Math.floor(view.first / PAGE), Math.floor(view.last / PAGE)];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  };

  /** Everything in its place as of now; other pages are read again when they come into view. */
  async function readPlaces(signal: AbortSignal): Promise<void> {
    const numbers = [...new Set([0, ...pagesInView()])];
    const answers = await Promise.all(numbers.map((page) => readBoard(params, page * PAGE, PAGE, signal)));
    const [board] = answers;
    if (signal.aborted || board === undefined) return;
    const incidents = answers.flatMap((answer) => answer.incidents);
    const arrived = incidents
      .filter(({ number, status }) => number > newest && status !== "resolved")
      .map(({ id }) => id);
    newest = newestOf(incidents, newest);
    set({
      board,
      sections: board.sections,
      pages: new Map(answers.map((answer, index) => [numbers[index] ?? 0, idsIn(answer)])),
      wires: new Map(incidents.map((wire) => [wire.id, wire])),
      windowMs: Object.assign({}, ...answers.map(({ windowMs }) => windowMs)),
      arrived: new Set(arrived),
      isBehind: false,
      isOther: false,
      failingSinceMs: null,
    });
  }

  /** Counts, and what is known of the rows in view; no row moves. */
  async function readInPlace(changedIds: readonly string[], signal: AbortSignal): Promise<void> {
    const ids = pagesInView()
      .flatMap((page) => picture.pages.get(page) ?? [])
      .filter((id) => changedIds.length === 0 || changedIds.includes(id));
    const [board, incidents] = await Promise.all([
      readBoard(params, 0, 1, signal),
      ids.length === 0 ? [] : readIncidents(ids, signal),
    ]);
    if (signal.aborted) return;
    const isSame = changedIds.length === 0 && JSON.stringify(board.sections) === JSON.stringify(picture.sections);
    set({ board, wires: withWires(incidents), isBehind: picture.isBehind || !isSame, failingSinceMs: null });
  }

  function read(changedIds: readonly string[], isForced: boolean): void {
    if (reading !== null) {
      again = {
        changedIds: [...(again?.changedIds ?? []), ...changedIds],
        isForced: isForced || (again?.isForced ?? false),
      };
      return;
    }
    const { signal } = asking;
    const work = isForced || picture.isOther || !isHeld() ? readPlaces(signal) : readInPlace(changedIds, signal);
    reading = work
      .catch(() => failed(signal))
      .finally(() => {
        reading = null;
        const next = again;
        again = null;
        if (next !== null) read(next.changedIds, next.isForced);
      });
  }

  async function readPage(page: number): Promise<void> {
    const { signal } = asking;
    if (pagesAsked.has(page)) return;
    pagesAsked.add(page);
    try {
      const board = await readBoard(params, page * PAGE, PAGE, signal);
      if (signal.aborted) return;
      const isMoved = JSON.stringify(board.sections) !== JSON.stringify(picture.sections);
      set({
        board,
        pages: new Map(picture.pages).set(page, idsIn(board)),
        wires: withWires(board.incidents),
        windowMs: { ...picture.windowMs, ...board.windowMs },
        isBehind: picture.isBehind || isMoved,
        failingSinceMs: null,
      });
    } catch {
      failed(signal);
    } finally {
      pagesAsked.delete(page);
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    picture: () => picture,
    ask(next) {
      if (next === params) return;
      params = next;
      asking.abort();
      asking = new AbortController();
      pagesAsked.clear();
      view = { first: 0, last: 0 };
      set({ isOther: true });
      read([], true);
    },
    show(first, last) {
      view = { first, last: Math.max(first, last) };
      if (picture.isOther) return;
      for (const page of pagesInView()) if (!picture.pages.has(page)) void readPage(page);
    },
    refresh: (changedIds = []) => read(changedIds, false),
    catchUp: () => read([], true),
  };
}

function pictureOf(board: Board): BoardPicture {
  return {
    board,
    sections: board.sections,
    pages: new Map([[0, board.incidents.map(({ id }) => id)]]),
    wires: new Map(board.incidents.map((wire) => [wire.id, wire])),
    windowMs: board.windowMs,
    arrived: new Set(),
    isBehind: false,
    isOther: false,
    failingSinceMs: null,
  };
}

function newestOf(incidents: readonly IncidentWire[], known: number): number {
  return incidents.reduce((newest, { number }) => Math.max(newest, number), known);
}
