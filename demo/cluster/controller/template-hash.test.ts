import { expect, it } from "vitest";
import { shopDeployment } from "../manifests";
import type { PodTemplate } from "../state/deployment-schema";
import { deploymentInputSchema } from "../state/deployment-schema";
import { templateHash, templateIdentity, withHashLabel } from "./template-hash";

const template = (version: string): PodTemplate =>
  deploymentInputSchema.parse(shopDeployment({ name: "order", team: "checkout", commit: "b52e7c4" }, version)).spec
    .template;

it("is stable, short and in Kubernetes' alphabet", () => {
  expect(templateHash(template("v1"))).toBe(templateHash(template("v1")));
  expect(templateHash(template("v1"))).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
  expect(templateHash(template("v1"))).not.toBe(templateHash(template("v2")));
});

it("does not see the hash label, key order or empty fields", () => {
  const labelled = withHashLabel(template("v1"), "abc");
  const { spec, metadata } = template("v1");
  const reordered = { spec: { ...spec, volumes: [], nodeSelector: {} }, metadata };
  expect(templateIdentity(labelled)).toBe(templateIdentity(template("v1")));
  expect(templateIdentity(reordered)).toBe(templateIdentity(template("v1")));
});
