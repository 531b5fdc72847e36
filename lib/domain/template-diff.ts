import type { DiffLine } from "./mitigation";
import { isRecord, withoutHashLabel } from "./pod-template";
import { withoutSecrets } from "./secret-values";
import { compareText } from "./text-order";
import type { PodTemplate } from "./workload";

/**
 * Changed leaves between two pod templates by path, in path order. List items with a `name` are matched by it, others by place,
 * so that an added container does not show as a change of all that follow. Values that look like secrets are hidden, the change is not.
 */
export function templateDiff(from: PodTemplate, to: PodTemplate): readonly DiffLine[] {
  const before = leavesOf(withoutHashLabel(from));
  const after = leavesOf(withoutHashLabel(to));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort(compareText)
    .map((path) => ({ path, from: shown(path, before.get(path)), to: shown(path, after.get(path)) }));
}

function leavesOf(value: unknown): Map<string, string> {
  const leaves = new Map<string, string>();
  collect("", value, leaves);
  return leaves;
}

function collect(path: string, value: unknown, leaves: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const name = isRecord(item) && typeof item.name === "string" ? item.name : String(index);
      collect(`${path}[${name}]`, item, leaves);
    });
    // Order matters in a list, and matching by name would not show it.
    const names = value.map((item) => (isRecord(item) && typeof item.name === "string" ? item.name : null));
    if (names.length > 1 && names.every((name) => name !== null)) leaves.set(`${path}.order`, names.join(", "));
    if (value.length === 0) leaves.set(path, "[]");
  } else if (isRecord(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
    if (members.length === 0 && path !== "") leaves.set(path, "{}");
    for (const [key, member] of members) collect(path === "" ? key : `${path}.${key}`, member, leaves);
  } else {
    leaves.set(path, String(value));
  }
}

function shown(path: string, value: string | undefined): string | null {
  return value === undefined ? null : withoutSecrets(path, value);
}
