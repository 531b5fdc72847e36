import { expect, it } from "vitest";
import { forbidden, isAllowed, roleOfToken } from "./access";

const tokens = { admin: "a-token", firebreak: "f-token", viewer: "v-token" };

it("knows a role by its bearer token and nobody else", () => {
  expect(roleOfToken("Bearer f-token", tokens)).toBe("firebreak");
  expect(roleOfToken("Bearer nobody", tokens)).toBeUndefined();
  expect(roleOfToken("Basic f-token", tokens)).toBeUndefined();
  expect(roleOfToken(undefined, tokens)).toBeUndefined();
});

it.each([
  ["firebreak", "apps", "deployments", "patch", true],
  ["firebreak", "apps", "deployments", "watch", true],
  ["firebreak", "apps", "deployments", "delete", false],
  ["firebreak", "apps", "deployments", "update", false],
  ["firebreak", "apps", "deployments/scale", "patch", false],
  ["firebreak", "", "pods/log", "get", true],
  ["firebreak", "", "pods", "delete", false],
  ["firebreak", "", "nodes", "list", false],
  ["viewer", "apps", "deployments", "patch", false],
  ["viewer", "", "services", "list", true],
  ["admin", "", "pods", "delete", true],
] as const)("%s on %s/%s may %s: %s", (role, group, resource, verb, expected) => {
  expect(isAllowed(role, { verb, group, resource })).toBe(expected);
});

it("says who may not do what where", () => {
  const attempt = { verb: "delete", group: "apps", resource: "deployments", namespace: "shop", name: "order" };
  expect(forbidden("firebreak", attempt).message).toBe(
    'deployments.apps "order" is forbidden: User "firebreak" cannot delete resource "deployments" in API group "apps" in the namespace "shop"',
  );
});
