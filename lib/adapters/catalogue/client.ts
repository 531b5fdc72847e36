import { existsSync, readFileSync, statSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { Service } from "@/lib/domain/service";
import type { Catalogue } from "@/lib/ports";
import type { SettingValues } from "@/lib/settings/defaults";
import { discoveredService, serviceOf } from "./normalise";
import { type CatalogueFile, catalogueSchema } from "./schema";

const EMPTY: CatalogueFile = { services: [], settings: {} };
const CHECK_EVERY_MS = 1_000;

/** Thrown when `firebreak.yaml` cannot be read: file, line, column and what is wrong. */
export class CatalogueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CatalogueError";
  }
}

/** Parses the catalogue's text. Throws CatalogueError with line and column. */
export function parseCatalogue(text: string, file: string): CatalogueFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const at = lines.linePos(broken.pos[0]);
    throw new CatalogueError(`${file}:${at.line}:${at.col}: ${broken.message.split("\n")[0]}`);
  }
  const parsed = catalogueSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map((step) => (typeof step === "symbol" ? String(step) : step)) ?? [];
  const key = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const at = lines.linePos(offsetOf(document, path, key));
  throw new CatalogueError(`${file}:${at.line}:${at.col}: ${path.join(".")}: ${issue?.message ?? "not understood"}`);
}

/** Where a node begins, or one of its keys. What is missing has no place: the nearest parent's. */
function offsetOf(document: Document, path: readonly (string | number)[], key: string | undefined): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (!isNode(node)) continue;
    const pair = isMap(node) ? node.items.find(({ key: name }) => isScalar(name) && name.value === key) : undefined;
    const range = pair !== undefined && isNode(pair.key) ? pair.key.range : node.range;
    return range?.[0] ?? 0;
  }
  return 0;
}

export type FileCatalogue = Catalogue & {
  /** Settings named in the file. */
  fileSettings(): Partial<SettingValues>;
};

/**
 * The catalogue in a file that may be absent. It is read again when its modification time changes (looked at once a second at most);
 * a broken edit keeps the last good one and is reported through `onError`.
 */
export function createFileCatalogue(options: {
  readonly file: string;
  readonly now: () => number;
  readonly onError: (error: Error) => void;
}): FileCatalogue {
  const discovered = new Set<string>();
  let current = EMPTY;
  let byName = new Map<string, Service>();
  let seenMtimeMs = -1;
  let checkedAtMs = Number.NEGATIVE_INFINITY;

  const load = (isFirst: boolean) => {
    if (!existsSync(options.file)) return;
    const { mtimeMs } = statSync(options.file);
    if (mtimeMs === seenMtimeMs) return;
    seenMtimeMs = mtimeMs;
    try {
      current = parseCatalogue(readFileSync(options.file, "utf8"), options.file);
      byName = new Map(current.services.map((entry) => [entry.name, serviceOf(entry)]));
    } catch (error) {
      if (isFirst) throw error;
      options.onError(error instanceof Error ? error : new CatalogueError(String(error)));
    }
  };
  load(true);

  const fresh = () => {
    if (options.now() - checkedAtMs < CHECK_EVERY_MS) return;
    checkedAtMs = options.now();
    load(false);
  };

  return {
    service(name) {
      fresh();
      return byName.get(name) ?? discoveredService(name);
    },
    services() {
      fresh();
      const unknown = [...discovered].filter((name) => !byName.has(name)).sort();
      return [...byName.values(), ...unknown.map(discoveredService)];
    },
    discover(names) {
      for (const name of names) if (!name.startsWith("external:") && name !== "unassigned") discovered.add(name);
    },
    fileSettings() {
      fresh();
      return Object.fromEntries(Object.entries(current.settings).filter(([, value]) => value !== undefined));
    },
  };
}
