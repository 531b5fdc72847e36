import { parseArgs } from "node:util";
import { z } from "zod";
import type { ClusterOptions } from "./server";

export const USAGE =
  "usage: npx tsx demo/cluster/main.ts --listen 127.0.0.1:PORT --state-dir DIR --binary PATH --pod-ports FROM-TO" +
  " --admin URL --otlp URL [--namespace shop] [--parent-pid PID]";

const port = z.coerce.number().int().min(0).max(65_535);
const flagsSchema = z.object({
  listen: z.string().regex(/^127\.0\.0\.1:\d+$/, "must be 127.0.0.1:PORT"),
  "state-dir": z.string().min(1),
  binary: z.string().min(1),
  "pod-ports": z.string().regex(/^\d+-\d+$/, "must be FROM-TO"),
  admin: z.url(),
  otlp: z.url(),
  namespace: z.string().min(1).default("shop"),
  "parent-pid": z.coerce.number().int().positive().optional(),
});

export type MainOptions =
  | { ok: true; cluster: ClusterOptions; parentPid: number | undefined }
  | { ok: false; problem: string };

/** Reads the command line. A missing or odd flag is a problem in one line, not an exception. */
export function parseMainOptions(args: readonly string[]): MainOptions {
  let values: Record<string, unknown>;
  try {
    const names = Object.keys(flagsSchema.shape);
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" }] as const));
    values = parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
  const parsed = flagsSchema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, problem: `--${issue?.path.join(".")}: ${issue?.message}` };
  }
  const flags = parsed.data;
  const [from = 0, to = 0] = flags["pod-ports"].split("-").map((text) => port.parse(text));
  if (from > to) return { ok: false, problem: "--pod-ports: FROM is above TO" };
  return {
    ok: true,
    parentPid: flags["parent-pid"],
    cluster: {
      port: port.parse(flags.listen.split(":")[1]),
      stateDir: flags["state-dir"],
      binary: flags.binary,
      podPorts: { from, to },
      adminUrl: flags.admin,
      otlpUrl: flags.otlp,
      namespace: flags.namespace,
    },
  };
}
