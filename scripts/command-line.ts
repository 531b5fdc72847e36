import { EnvError, readEnv } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { type App, createApp, useApp as installApp } from "@/lib/wiring";

/** Wrong arguments: the message is the usage. */
export class UsageError extends Error {}

/**
 * Runs one command on the database that the environment names, else on the embedded one (which is started when it is down).
 * Exit code 1 when the command was refused, 2 when it could not run.
 */
export async function runOnDatabase(command: (app: App) => Promise<void>): Promise<void> {
  try {
    // No session is made or read here, so the secret that every server must share is not asked for.
    const app = await createApp(readEnv({ NEXTAUTH_SECRET: "no session is made here", ...process.env }));
    installApp(Promise.resolve(app));
    try {
      await command(app);
    } finally {
      await app.close();
    }
  } catch (error) {
    const isRefused = isAppError(error);
    process.exitCode = isRefused ? 1 : 2;
    if (error instanceof EnvError) for (const line of error.lines) console.error(line);
    else console.error(error instanceof Error ? error.message : error);
  }
}
