import type { AccessRole, Caller, TokenScope } from "./actor";

/** What a caller may do. Every page, action and route asks for exactly one of these. */
export const CAPABILITIES = [
  "read",
  "read_own_metrics",
  "report",
  "command",
  "plan_mitigation",
  "approve_mitigation",
  "waive_guard",
  "resolve_while_firing",
  "administer",
  "ingest_alerts",
  "ingest_change",
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** A manager reads and reports but cannot act; only commanders and admins approve or waive. */
export const ROLE_CAPABILITIES: Readonly<Record<AccessRole, readonly Capability[]>> = {
  viewer: ["read", "read_own_metrics"],
  responder: ["read", "read_own_metrics", "report", "command", "plan_mitigation"],
  commander: [
    "read",
    "read_own_metrics",
    "report",
    "command",
    "plan_mitigation",
    "approve_mitigation",
    "waive_guard",
    "resolve_while_firing",
  ],
  manager: ["read", "read_own_metrics", "report"],
  admin: [
    "read",
    "read_own_metrics",
    "report",
    "command",
    "plan_mitigation",
    "approve_mitigation",
    "waive_guard",
    "resolve_while_firing",
    "administer",
  ],
};

export const SCOPE_CAPABILITIES: Readonly<Record<TokenScope, readonly Capability[]>> = {
  "ingest:alerts": ["ingest_alerts", "read_own_metrics"],
  "ingest:change": ["ingest_change"],
  read: ["read", "read_own_metrics", "report"],
  command: ["command"],
  mitigate: ["plan_mitigation", "approve_mitigation"],
};

/** True when the caller's role (a person) or any of its scopes (a token) carries the capability. */
export function may(caller: Caller, capability: Capability): boolean {
  return caller.kind === "person"
    ? ROLE_CAPABILITIES[caller.role].includes(capability)
    : caller.scopes.some((scope) => SCOPE_CAPABILITIES[scope].includes(capability));
}
