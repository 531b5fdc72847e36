#!/usr/bin/env node
// Stands in for the shop program in tests: same flags, same probes, JSON logs, drains on SIGTERM.
// FAKE_MODE (container env): "crash" exits at once, "unready" never becomes ready, "stubborn" ignores SIGTERM.
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const names = ["service", "version", "listen", "pod", "endpoints", "admin", "otlp", "commit", "zone"];
const options = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
const { values: flags } = parseArgs({ options });
const mode = process.env.FAKE_MODE ?? "";
const log = (msg, more = {}) => console.log(JSON.stringify({ level: "info", msg, ...more }));

// The reader of the log is gone: nobody can stop this process any more, so it stops itself.
process.stdout.on("error", () => process.exit(141));
log("starting", flags);
if (mode === "crash") {
  console.error("panic: fake crash");
  process.exit(2);
}
const [host, port] = flags.listen.split(":");
const server = createServer((request, response) => {
  response.statusCode = request.url === "/readyz" && mode === "unready" ? 503 : 200;
  response.end(JSON.stringify({ ...flags, env: process.env }));
});
server.listen(Number(port), host, () => log("listening"));
setInterval(() => log("tick"), 250);
process.on("SIGTERM", () => {
  log("draining");
  if (mode !== "stubborn") server.close(() => process.exit(0));
});
