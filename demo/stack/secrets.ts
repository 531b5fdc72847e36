import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const ACCOUNTS = z.array(z.object({ email: z.string(), name: z.string(), role: z.string(), password: z.string() }));
export type DemoAccount = z.infer<typeof ACCOUNTS>[number];

const PEOPLE = [
  { role: "viewer", name: "Vera Okafor" },
  { role: "responder", name: "Jonas Lind" },
  { role: "commander", name: "Ana Diaz" },
  { role: "manager", name: "Mei Tanaka" },
  { role: "admin", name: "Tom Beck" },
];

/** The demo accounts, one a role, with random passwords that stay the same for this `.firebreak` folder. */
export function demoAccounts(file: string): DemoAccount[] {
  if (existsSync(file)) return ACCOUNTS.parse(JSON.parse(readFileSync(file, "utf8")));
  const accounts = PEOPLE.map(({ role, name }) => ({
    email: `${role}@firebreak.local`,
    name,
    role,
    password: randomBytes(9).toString("base64url"),
  }));
  writeFileSync(file, JSON.stringify(accounts, null, 2), { mode: 0o600 });
  return accounts;
}

/** A secret kept in a file of its own, made at the first call. */
export function keptSecret(file: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const secret = randomBytes(24).toString("base64url");
  writeFileSync(file, secret, { mode: 0o600 });
  return secret;
}
