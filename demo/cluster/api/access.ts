import { createHash, timingSafeEqual } from "node:crypto";
import { ApiFailure, groupOf, qualified } from "./api-failure";

export type Role = "admin" | "firebreak" | "viewer";
export type Tokens = Readonly<Record<Role, string>>;

/** What a request wants to do, in the words of RBAC (`pods/log` is a resource of its own). */
export interface Attempt {
  verb: string;
  group: string;
  resource: string;
  namespace?: string | undefined;
  name?: string | undefined;
}

interface Rule {
  group: string;
  resources: readonly string[];
  verbs: readonly string[];
}

const READ = ["get", "list", "watch"] as const;
const WORKLOADS: readonly Rule[] = [
  { group: "apps", resources: ["deployments", "replicasets"], verbs: READ },
  { group: "", resources: ["pods", "events"], verbs: READ },
  { group: "", resources: ["pods/log"], verbs: ["get"] },
];
const RULES: Readonly<Record<Exclude<Role, "admin">, readonly Rule[]>> = {
  firebreak: [...WORKLOADS, { group: "apps", resources: ["deployments"], verbs: ["patch"] }],
  viewer: [...WORKLOADS, { group: "", resources: ["services", "namespaces"], verbs: READ }],
};

/** The role behind `Authorization: Bearer …`; undefined for a missing or unknown token. */
export function roleOfToken(authorization: string | undefined, tokens: Tokens): Role | undefined {
  const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  const roles: readonly Role[] = ["admin", "firebreak", "viewer"];
  return roles.find((role) => timingSafeEqual(digest(token), digest(tokens[role])));
}

export function isAllowed(role: Role, attempt: Attempt): boolean {
  if (role === "admin") return true;
  return RULES[role].some(
    (rule) =>
      rule.group === attempt.group && rule.resources.includes(attempt.resource) && rule.verbs.includes(attempt.verb),
  );
}

export function forbidden(user: string, attempt: Attempt): ApiFailure {
  const { verb, group, resource, namespace, name } = attempt;
  const [kind = resource] = resource.split("/");
  const subject =
    name === undefined ? qualified({ resource: kind, group }) : `${qualified({ resource: kind, group })} "${name}"`;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  return new ApiFailure(403, "Forbidden", message, {
    ...(name === undefined ? {} : { name }),
    ...groupOf({ group }),
    kind,
  });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
