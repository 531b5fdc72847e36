import { parseArgs } from "node:util";
import { createServiceToken, revokeServiceToken } from "@/lib/auth";
import { TOKEN_SCOPES } from "@/lib/domain/actor";
import { runOnDatabase, UsageError } from "./command-line";

const USAGE = `Service tokens for scripts, CI and Alertmanager.
  npm run token -- create NAME --scopes SCOPE,SCOPE   prints the token once
  npm run token -- list
  npm run token -- revoke ID
Scopes: ${TOKEN_SCOPES.join(", ")}`;

function scopesOf(text: string | undefined) {
  const wanted = (text ?? "").split(",").map((scope) => scope.trim());
  return wanted.map((scope) => {
    const known = TOKEN_SCOPES.find((candidate) => candidate === scope);
    if (known === undefined) throw new UsageError(`Unknown scope "${scope}".\n${USAGE}`);
    return known;
  });
}

await runOnDatabase(async ({ accounts }) => {
  const { values, positionals } = parseArgs({ options: { scopes: { type: "string" } }, allowPositionals: true });
  const [command, subject] = positionals;
  if (command === "create" && subject) {
    const token = await createServiceToken(subject, [...new Set(scopesOf(values.scopes))]);
    console.error("Keep it now: only its digest is stored.");
    console.log(token);
  } else if (command === "list") {
    for (const { id, name, scopes, lastUsedAt, revokedAt } of await accounts.tokens()) {
      const state = revokedAt ? `revoked ${revokedAt.toISOString()}` : `used ${lastUsedAt?.toISOString() ?? "never"}`;
      console.log([id, name, scopes.join(","), state].join("\t"));
    }
  } else if (command === "revoke" && subject) {
    await revokeServiceToken(subject);
    console.log(`Revoked ${subject}`);
  } else throw new UsageError(USAGE);
});
