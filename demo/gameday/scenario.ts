import { readFileSync } from "node:fs";
import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { z } from "zod";
import { FAULT_CLASSES, MECHANISMS, MITIGATION_KINDS, TRIGGERS } from "@/lib/domain/cause";

// The scenario file of CONTRACTS. Every key is known or an error with line and column.

const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m)$/, "write a duration such as 20s, 500ms or 2m")
  .transform((text) => Number.parseFloat(text) * (text.endsWith("ms") ? 1 : text.endsWith("s") ? 1_000 : 60_000));

export const FAULT_MODES = [
  "delay",
  "error",
  "panic",
  "cancel",
  "leak_goroutines",
  "leak_memory",
  "deadlock",
  "race",
  "cpu",
  "pool_exhaust",
  "drop_metrics",
  "gap_metrics",
  "explode_labels",
  "shift_clock",
  "log_errors",
  "crash_loop",
] as const;

const fault = z.strictObject({
  service: z.string().min(1),
  middleware: z.enum(["handler", "auth", "database", "cache", "client", "metrics", "logs"]).optional(),
  mode: z.enum(FAULT_MODES),
  delay_ms: z.number().nonnegative().optional(),
  jitter_ms: z.number().nonnegative().optional(),
  percent: z.number().min(0).max(100).optional(),
  status: z.int().min(100).max(599).optional(),
  per_second: z.number().nonnegative().optional(),
  mb_per_minute: z.number().nonnegative().optional(),
  cores: z.number().nonnegative().optional(),
  pool: z.string().optional(),
  seconds: z.number().optional(),
  when: z.string().optional(),
});

const traffic = z.strictObject({
  rps: z.number().nonnegative(),
  shape: z.enum(["steady", "daily", "spike"]).default("steady"),
});

const action = z.strictObject({
  at: duration,
  release: z.strictObject({ service: z.string(), version: z.string(), commit: z.string().optional() }).optional(),
  fault: fault.optional(),
  clear: z.literal("all").optional(),
  config: z
    .strictObject({ service: z.string(), key: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })
    .optional(),
  flag: z
    .strictObject({
      name: z.string(),
      on: z.boolean().optional(),
      percent: z.number().min(0).max(100).optional(),
      zone: z.string().optional(),
    })
    .optional(),
  traffic: traffic.optional(),
  scale: z.strictObject({ service: z.string(), replicas: z.int().min(0).max(10) }).optional(),
  kill: z.strictObject({ service: z.string() }).optional(),
  dependency: z
    .strictObject({
      name: z.string(),
      mode: z.enum(FAULT_MODES),
      delay_ms: z.number().nonnegative().optional(),
      jitter_ms: z.number().nonnegative().optional(),
      percent: z.number().min(0).max(100).optional(),
      status: z.int().optional(),
    })
    .optional(),
});

const step = action.refine((value) => Object.keys(value).filter((key) => key !== "at").length === 1, {
  message: "a step does exactly one thing beside `at`",
});

export const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  seed: z.int().nonnegative().default(1),
  traffic: traffic.default({ rps: 40, shape: "steady" }),
  steps: z.array(step).min(1),
  expect: z
    .strictObject({
      service: z.string(),
      trigger: z.enum(TRIGGERS),
      mechanism: z.enum(MECHANISMS),
      class: z.array(z.enum(FAULT_CLASSES)).default([]),
      mitigation: z.enum(MITIGATION_KINDS),
      incident: z.boolean().default(true),
    })
    .optional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioStep = Scenario["steps"][number];

/** What is wrong with a scenario file, with its place. */
export class ScenarioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ScenarioError";
  }
}

/** Reads and checks a scenario file. Throws ScenarioError `file:line:column: what`. */
export function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new ScenarioError(`${file}: cannot be read (${cause instanceof Error ? cause.message : "unknown error"})`);
  }
  return parseScenario(text, file);
}

export function parseScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const placed = (offset: number, message: string) => {
    const at = lines.linePos(offset);
    return new ScenarioError(`${file}:${at.line}:${at.col}: ${message}`);
  };
  const broken = document.errors[0];
  if (broken) throw placed(broken.pos[0], broken.message.split("\n")[0] ?? "not YAML");
  keepNames(document);
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.filter((part) => typeof part !== "symbol") ?? [];
  const unknownKey = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const holder = document.getIn(path, true);
  const offset = offsetOf(holder, unknownKey) ?? offsetOf(document.getIn(path.slice(0, -1), true), undefined) ?? 0;
  throw placed(
    offset,
    unknownKey ? `unknown key \`${unknownKey}\`` : `${path.join(".")}: ${issue?.message ?? "not understood"}`,
  );
}

/** A commit of digits (`1212121`, `3e12345`) and a version `2.10` are names, as they are written; YAML takes them for numbers. */
function keepNames(document: Document): void {
  visit(document, {
    Pair(_key, { key, value }) {
      const isName = isScalar(key) && (key.value === "commit" || key.value === "version");
      if (isName && isScalar(value) && typeof value.value === "number")
        value.value = value.source ?? String(value.value);
    },
  });
}

/** Where a node starts, or where one of its keys does. */
function offsetOf(node: unknown, key: string | undefined): number | null {
  if (key !== undefined && isMap(node)) {
    for (const pair of node.items) {
      if (isPair(pair) && isScalar(pair.key) && pair.key.value === key) return pair.key.range?.[0] ?? null;
    }
  }
  return isScalar(node) || isCollection(node) ? startOf(node) : null;
}

function startOf(node: Node): number | null {
  return node.range?.[0] ?? null;
}
