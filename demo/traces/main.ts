import { parseArgs } from "node:util";
import { startTraceStore } from "./server";

const USAGE =
  "Usage: tsx demo/traces/main.ts --query HOST:PORT --otlp HOST:PORT [--max-spans N] [--retention-minutes M]";

async function main(): Promise<void> {
  const store = await startTraceStore(optionsOf(process.argv.slice(2)));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      store.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error, 1),
      );
    });
  }
  const { queryUrl, otlpUrl } = store;
  console.log(JSON.stringify({ event: "ready", label: "trace store stand-in", queryUrl, otlpUrl, pid: process.pid }));
}

function optionsOf(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      query: { type: "string" },
      otlp: { type: "string" },
      "max-spans": { type: "string", default: "400000" },
      "retention-minutes": { type: "string", default: "30" },
    },
  });
  return {
    query: address(values.query, "--query"),
    otlp: address(values.otlp, "--otlp"),
    maxSpans: positive(values["max-spans"], "--max-spans"),
    retentionMinutes: positive(values["retention-minutes"], "--retention-minutes"),
  };
}

function address(text: string | undefined, name: string): string {
  if (text === undefined || !/^[^\s]+:\d{1,5}$/.test(text)) throw new TypeError(`${name} needs HOST:PORT. ${USAGE}`);
  return text;
}

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new TypeError(`${name} needs a number above 0. ${USAGE}`);
  return value;
}

function fail(error: unknown, code: number): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(code);
}

main().catch((error: unknown) => fail(error, error instanceof TypeError ? 2 : 1));
