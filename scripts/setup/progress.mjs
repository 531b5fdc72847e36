/** Progress goes to standard error: standard output belongs to the result of the command. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Ends the command with a plain message instead of a stack trace. */
export class SetupError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs one slow step and shows how long it takes: "Installing npm packages ... 41 s". */
export async function step(title, work) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const isTerminal = process.stderr.isTTY === true;
  const show = (end) => process.stderr.write(`${isTerminal ? "\r" : ""}${title} ... ${seconds()} s${end}`);
  if (isTerminal) show("");
  else say(`${title} ...`);
  const ticker = setInterval(() => show(isTerminal ? "" : "\n"), isTerminal ? 1000 : 15_000);
  try {
    const result = await work();
    show("\n");
    return result;
  } catch (error) {
    if (isTerminal) say("");
    throw error;
  } finally {
    clearInterval(ticker);
  }
}
