import type { Json } from "../json";
import { isJsonObject, toJson } from "../json";
import type { ApiObject } from "../state/objects";
import { badRequest } from "./api-failure";

export type Matcher = (object: ApiObject) => boolean;

/** Label selector (`a=b,c!=d,e in (f,g),h,!i`) and field selector (`status.phase=Running`) as one test. Throws 400. */
export function matcherOf(labelSelector: string, fieldSelector: string): Matcher {
  const labels = splitTerms(labelSelector).map(labelTerm);
  const fields = splitTerms(fieldSelector).map(fieldTerm);
  return (object) =>
    labels.every((matches) => matches(object.metadata.labels ?? {})) && fields.every((matches) => matches(object));
}

/** Splits at commas that are not inside brackets. */
function splitTerms(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== "");
}

const KEY = String.raw`[\w./-]+`;
const SET = new RegExp(String.raw`^(${KEY})\s+(in|notin)\s+\(([^)]*)\)$`);
const EQUALS = new RegExp(String.raw`^(${KEY})\s*(==|=|!=)\s*([\w.-]*)$`);
const EXISTS = new RegExp(`^(!?)(${KEY})$`);

function labelTerm(term: string): (labels: Record<string, string>) => boolean {
  const [, setKey = "", operator, list = ""] = SET.exec(term) ?? [];
  if (operator !== undefined) {
    const values = list.split(",").map((value) => value.trim());
    return (labels) =>
      values.includes(labels[setKey] ?? "") === (operator === "in") && (operator === "notin" || setKey in labels);
  }
  const [, key = "", comparison, value = ""] = EQUALS.exec(term) ?? [];
  if (comparison === "!=") return (labels) => labels[key] !== value;
  if (comparison !== undefined) return (labels) => labels[key] === value;
  const [, absent, existing] = EXISTS.exec(term) ?? [];
  if (existing !== undefined) return (labels) => existing in labels === (absent === "");
  throw badRequest(`unable to parse requirement: found '${term}', expected: '=', '!=', '==', 'in', 'notin'`);
}

function fieldTerm(term: string): Matcher {
  const [, path = "", comparison, value = ""] = /^([\w.]+)(==|=|!=)(.*)$/.exec(term) ?? [];
  if (comparison === undefined) throw badRequest(`invalid field selector: ${term}`);
  return (object) => (fieldText(toJson(object), path.split(".")) === value) === (comparison !== "!=");
}

function fieldText(value: Json | undefined, path: readonly string[]): string {
  const [head, ...rest] = path;
  if (head === undefined)
    return value === undefined || value === null || typeof value === "object" ? "" : String(value);
  return fieldText(isJsonObject(value) ? value[head] : undefined, rest);
}
