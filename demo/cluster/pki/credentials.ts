import { randomBytes, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { generate } from "selfsigned";
import { z } from "zod";
import { parseJson } from "../json";

const credentialsSchema = z.object({
  ca: z.string(),
  cert: z.string(),
  key: z.string(),
  tokens: z.object({ admin: z.string(), firebreak: z.string(), viewer: z.string() }),
});
/** PEM texts of the authority, the server certificate and its key, and one token per role. */
export type Credentials = z.infer<typeof credentialsSchema>;

const DAY_MS = 86_400_000;

/**
 * The cluster's certificate authority, server certificate (127.0.0.1, ::1, localhost) and tokens. Kept in a file for
 * the owner only, so that a restart does not lock out who holds a kubeconfig; made anew when it cannot be used.
 */
export async function loadCredentials(file: string, nowMs: number): Promise<Credentials> {
  const kept = readCredentials(file);
  if (kept !== undefined && Date.parse(new X509Certificate(kept.cert).validTo) > nowMs + DAY_MS) return kept;
  const made = await makeCredentials(nowMs);
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

function readCredentials(file: string): Credentials | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return credentialsSchema.safeParse(parseJson(readFileSync(file, "utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function makeCredentials(nowMs: number): Promise<Credentials> {
  const validity = { notBeforeDate: new Date(nowMs - DAY_MS), notAfterDate: new Date(nowMs + 365 * DAY_MS) };
  const shared = { ...validity, keyType: "ec", curve: "P-256", algorithm: "sha256" } as const;
  const ca = await generate([{ name: "commonName", value: "firebreak-demo-ca" }], {
    ...shared,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...shared,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  const token = () => randomBytes(24).toString("base64url");
  const tokens = { admin: token(), firebreak: token(), viewer: token() };
  return { ca: ca.cert, cert: server.cert, key: server.private, tokens };
}
