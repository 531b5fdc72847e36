import type { FieldProblem } from "../api/api-failure";
import { type Json, jsonEquals, toJson } from "../json";
import type { Container, DeploymentInput } from "./deployment-schema";

type Spec = DeploymentInput["spec"];

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What the real server would refuse, in its words; empty when the Deployment may be stored. */
export function deploymentProblems(name: string, spec: Spec, currentSpec: Spec | undefined): FieldProblem[] {
  return [
    ...(DNS_LABEL.test(name) ? [] : [invalid("metadata.name", name, "a lowercase RFC 1123 label must be used")]),
    ...sizeProblems(spec),
    ...selectorProblems(spec, currentSpec),
    ...strategyProblems(spec),
    ...containerProblems(spec.template.spec.containers),
  ];
}

function sizeProblems(spec: Spec): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (spec.replicas < 0) problems.push(invalid("spec.replicas", spec.replicas, "must be greater than or equal to 0"));
  if (spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)) {
    const field = "spec.progressDeadlineSeconds";
    problems.push(invalid(field, spec.progressDeadlineSeconds, "must be greater than minReadySeconds"));
  }
  return problems;
}

function selectorProblems(spec: Spec, currentSpec: Spec | undefined): FieldProblem[] {
  const { matchLabels } = spec.selector;
  const labels = spec.template.metadata.labels ?? {};
  if (currentSpec !== undefined && !jsonEquals(toJson(spec.selector), toJson(currentSpec.selector))) {
    return [invalid("spec.selector", toJson(spec.selector), "field is immutable")];
  }
  if (Object.keys(matchLabels).length === 0) {
    return [invalid("spec.selector", {}, "empty selector is invalid for deployment")];
  }
  if (Object.entries(matchLabels).some(([key, value]) => labels[key] !== value)) {
    return [invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")];
  }
  return [];
}

function strategyProblems({ strategy }: Spec): FieldProblem[] {
  const field = "spec.strategy.rollingUpdate";
  const rolling = strategy.rollingUpdate;
  if (strategy.type === "Recreate") {
    const message = "Forbidden: may not be specified when strategy `type` is 'Recreate'";
    return rolling === undefined ? [] : [{ reason: "FieldValueForbidden", message, field }];
  }
  const isZero = (value: number | string | undefined) => value === 0 || value === "0%";
  if (!isZero(rolling?.maxSurge) || !isZero(rolling?.maxUnavailable)) return [];
  return [invalid(`${field}.maxUnavailable`, 0, "may not be 0 when `maxSurge` is 0")];
}

function containerProblems(containers: readonly Container[]): FieldProblem[] {
  const field = "spec.template.spec.containers";
  if (containers.length === 0) return [required(field)];
  return containers.flatMap((container, index) => {
    const problems: FieldProblem[] = [];
    const at = `${field}[${index}]`;
    if (!DNS_LABEL.test(container.name)) {
      problems.push(invalid(`${at}.name`, container.name, "a lowercase RFC 1123 label must be used"));
    }
    if (containers.findIndex((other) => other.name === container.name) < index) {
      const message = `Duplicate value: ${JSON.stringify(container.name)}`;
      problems.push({ reason: "FieldValueDuplicate", message, field: `${at}.name` });
    }
    if (container.image === undefined || container.image === "") problems.push(required(`${at}.image`));
    return problems;
  });
}

function invalid(field: string, value: Json, why: string): FieldProblem {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}

function required(field: string): FieldProblem {
  return { reason: "FieldValueRequired", message: "Required value", field };
}
