import type { AccessRole, Caller, TokenScope } from "@/lib/domain/actor";

// Callers for tests and benchmarks; the product's come from lib/auth.ts alone.

export function personCaller(role: AccessRole, name = role): Caller {
  return { kind: "person", id: `account-${name}`, name, email: `${name}@example.test`, role } as Caller;
}

export function tokenCaller(scopes: readonly TokenScope[], id = "token-1"): Caller {
  return { kind: "token", id, name: id, scopes } as Caller;
}
