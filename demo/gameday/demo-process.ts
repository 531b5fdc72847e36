import { spawn } from "node:child_process";
import { type DemoState, demoStateSchema, runningDemo } from "./demo-state";

/** Verification in a game day: 15 s instead of 3 minutes, unless the demo already runs with its own. */
const GAME_DAY_WINDOW_MS = "15000";

/** The running demo, or one started now; `stop` ends only what was started here. */
export async function runningOrStartedDemo(
  portBase?: string,
): Promise<{ state: DemoState; stop: () => Promise<void> }> {
  const running = await runningDemo(process.env.FIREBREAK_HOME || ".firebreak");
  if (running !== null) return { state: running, stop: async () => undefined };
  console.error("starting the demo stack");
  const child = spawn(
    process.execPath,
    ["scripts/demo.mjs", "--headless", ...(portBase ? ["--port-base", portBase] : [])],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        FIREBREAK_RECOVERY_WINDOW_MS: process.env.FIREBREAK_RECOVERY_WINDOW_MS ?? GAME_DAY_WINDOW_MS,
      },
    },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const state = await new Promise<DemoState>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      for (const line of text.split("\n").slice(0, -1)) {
        if (!line.startsWith("{")) continue;
        const parsed = demoStateSchema.safeParse(JSON.parse(line));
        if (parsed.success) resolve(parsed.data);
      }
      text = text.slice(text.lastIndexOf("\n") + 1);
    });
    child.once("exit", (code) => reject(new Error(`the demo stack ended with code ${code} before it was ready`)));
  });
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().then(() => process.exit(2)));
  return { state, stop };
}
