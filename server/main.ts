import { authenticateRequest, seedAccounts } from "@/lib/auth";
import { EnvError, readEnv } from "@/lib/env";
import { ingestAlerts } from "@/lib/usecases/ingest-alerts";
import { type App, createApp, useApp as installApp } from "@/lib/wiring";
import { createHttpServer } from "./http-server";
import { createIntake } from "./intake";
import { createLive } from "./live";
import { type NextHandler, prepareNext } from "./next-handler";
import { createPresence } from "./presence";
import { onSignal, type ShutdownStep, shutDown } from "./shutdown";
import { watchSurroundings } from "./surroundings";
import { startWorker } from "./tasks";

const DRAIN_MS = 5_000;

function report(what: string, error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  console.error(`${what}: ${error instanceof Error ? error.message : String(error)}${cause}`);
}

/** The one server process: environment, database, migrations, hub, worker, Next, listen. Prints one JSON line when it answers. */
async function main(): Promise<void> {
  const env = readEnv();
  const steps: ShutdownStep[] = [];
  onSignal(() => steps, report);
  try {
    const starting = createApp(env);
    installApp(starting);
    // A signal may come before everything stands: what was begun is then finished and closed.
    steps.unshift({ name: "database", timeoutMs: 15_000, run: async () => (await starting).close() });
    const app = await starting;
    const firstAccount = await seedAccounts(app);
    if (firstAccount !== null) console.log(JSON.stringify({ event: "account", file: firstAccount }));
    if (env.isWorkerOn) {
      const worker = await startWorker(app, report);
      steps.unshift({ name: "worker", timeoutMs: DRAIN_MS + 1_000, run: () => worker.stop(DRAIN_MS) });
    }
    const stopWatching = watchSurroundings(app, report);
    steps.unshift({ name: "surroundings", timeoutMs: 100, run: stopWatching });
    const next = await prepareNext(env);
    await serve(app, next, steps);
  } catch (error) {
    await shutDown(steps, report);
    throw error;
  }
}

async function serve(app: App, next: NextHandler | null, steps: ShutdownStep[]): Promise<void> {
  const { env } = app;
  const onError = (error: unknown): void => report("server", error);
  const presence = createPresence({
    bus: app.presence,
    processId: app.ids.next(),
    nowMs: () => performance.now(),
    onError: (error) => report("presence", error),
  });
  const live = createLive({ store: app.store, hub: app.live, authenticate: authenticateRequest, onError, presence });
  const intake = createIntake({
    authenticate: authenticateRequest,
    normalise: app.inbound.alertmanager,
    pack: app.intake.pack,
    ingest: (deliveries) => ingestAlerts(app, deliveries),
    beat: (name) => app.intake.transaction((tx) => tx.beat([name])),
    nextId: app.ids.next,
    onError: (error) => report("intake", error),
    observe: app.ownMetrics,
  });
  const server = createHttpServer({ intake, live, next: next === null ? null : next.handle, onError });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.port, env.host, resolve);
  });
  const counting = setInterval(() => app.ownMetrics.setLiveClients(live.openStreams()), 5_000);
  steps.unshift(
    {
      name: "http",
      timeoutMs: DRAIN_MS,
      run: async () => {
        clearInterval(counting);
        const closed = new Promise((resolve) => server.close(resolve));
        live.close();
        presence.close();
        await intake.drained();
        server.closeIdleConnections();
        await closed;
      },
    },
    { name: "connections", timeoutMs: 1_000, run: () => server.closeAllConnections() },
    { name: "next", timeoutMs: 3_000, run: () => next?.close() },
  );
  console.log(JSON.stringify({ event: "listening", url: env.baseUrl }));
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) for (const line of error.lines) console.error(line);
  else report("start", error);
  process.exit(1);
});
