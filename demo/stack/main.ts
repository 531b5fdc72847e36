import { readScenario, ScenarioError } from "@/demo/gameday/scenario";
import { watchAncestors } from "./ancestors";
import type { StackInput } from "./layout";
import { playScenario } from "./play";
import { type StackState, startStack } from "./stack";

const SECOND_REQUEST_MS = 1000;

/** Runs the demo until it is asked to stop. Answers the exit code. */
export async function runDemo(input: StackInput, say: (line: string) => void): Promise<number> {
  const startedAt = Date.now();
  const problem = input.scenario === null ? null : problemOf(input.scenario);
  if (problem !== null) {
    say(problem);
    return 2;
  }
  say("Starting the stack ...");
  const stack = startStack(input, say);
  let askedAt: number | null = null;
  const stopped = new Promise<number>((resolve) => {
    const stop = (why: string, isPerson: boolean) => {
      if (askedAt !== null) {
        // One Ctrl-C arrives several times: from the terminal, and again from npm.
        if (!isPerson || Date.now() - askedAt < SECOND_REQUEST_MS) return;
        say("Killing what is left");
        stack.kill();
        return;
      }
      askedAt = Date.now();
      say(`${why}: stopping everything that this demo started (once more to kill it)`);
      stack.stop().then(
        () => resolve(0),
        (error: unknown) => {
          say(String(error));
          resolve(1);
        },
      );
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(signal, true));
    watchAncestors(() => stop("The command that started this demo is gone", false));
  });
  const failed = stack.ready.then(
    async ({ state }) => {
      announce(input, state, { say, seconds: Math.round((Date.now() - startedAt) / 1000) });
      if (input.scenario !== null) {
        const { scenario: file } = input;
        playScenario({ file, homeDir: input.homeDir, say }).catch((error: unknown) =>
          say(`scenario: ${String(error)}`),
        );
      }
      return null;
    },
    (error: unknown) => {
      if (askedAt !== null) return null; // stopped while it was starting
      say(error instanceof Error ? error.message : String(error));
      return 1;
    },
  );
  return (await Promise.race([stopped, failed])) ?? stopped;
}

function announce(
  input: StackInput,
  state: StackState,
  { say, seconds }: { say: (line: string) => void; seconds: number },
): void {
  if (input.isHeadless) {
    process.stdout.write(`${JSON.stringify(state)}\n`);
    return;
  }
  const row = (email: string, password: string, role: string) => `  ${email.padEnd(28)}${password.padEnd(16)}${role}`;
  say(`
Firebreak is up after ${seconds} s:  ${state.url}

${row("Account", "Password", "Role")}
${state.accounts.map(({ email, password, role }) => row(email, password, role)).join("\n")}

Sign in as the commander, then release something bad and watch a room open:
  npm run gameday -- --scenario demo/scenarios/bad-release-slow-query.yaml
Beside it: Prometheus ${state.prometheusUrl} · Alertmanager ${state.alertmanagerUrl} · traces ${state.jaegerUrl}
The shop's cluster: kubectl --kubeconfig "${state.kubeconfig}" get pods
Ctrl-C stops everything that was started here.
`);
}

/** What is wrong with a scenario file, told before anything is started; null when it is sound. */
function problemOf(file: string): string | null {
  try {
    readScenario(file);
    return null;
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}
