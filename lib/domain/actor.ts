/** Access roles of an account. A table of capabilities, not a ladder: see `permissions.ts`. */
export const ACCESS_ROLES = ["viewer", "responder", "commander", "manager", "admin"] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** Duties inside one incident. A duty grants no access. */
export const DUTIES = ["commander", "operations", "communications", "scribe"] as const;
export type Duty = (typeof DUTIES)[number];

export const TOKEN_SCOPES = ["ingest:alerts", "ingest:change", "read", "command", "mitigate"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Somebody with an account, as events name them. */
export type Person = { readonly id: string; readonly name: string };

/** Who caused an event. */
export type Actor =
  | { readonly kind: "person"; readonly id: string; readonly name: string }
  | { readonly kind: "token"; readonly id: string; readonly name: string }
  | { readonly kind: "system"; readonly name: string };

export const FIREBREAK: Actor = { kind: "system", name: "Firebreak" };
export const ALERTMANAGER: Actor = { kind: "system", name: "Alertmanager" };
export const KUBERNETES: Actor = { kind: "system", name: "Kubernetes" };

declare const authenticated: unique symbol;

/** A caller whose identity was proved by `lib/auth.ts`, the only file that may make one. */
export type Caller =
  | {
      readonly kind: "person";
      readonly id: string;
      readonly name: string;
      readonly email: string;
      readonly role: AccessRole;
      readonly [authenticated]: true;
    }
  | {
      readonly kind: "token";
      readonly id: string;
      readonly name: string;
      readonly scopes: readonly TokenScope[];
      readonly [authenticated]: true;
    };

/** The actor that a caller's commands are recorded under. */
export function actorOf(caller: Caller): Actor {
  return { kind: caller.kind, id: caller.id, name: caller.name };
}
