import { asRecord, isRecord } from "./pod-template";
import type { PodTemplate } from "./workload";

const SECRET_NAME = /token|secret|password|passwd|credential|api[-_]?key|private[-_]?key/i;
const URL_PASSWORD = /(:\/\/[^:/?#\s]*:)[^@/?#\s]+@/g;
const SECRET_ARGUMENT = /((?:token|secret|password|passwd|credential|api[-_]?key)[\w-]*[=:]\s*)\S+/gi;
export const HIDDEN = "(hidden)";

/** A template's value as it may be shown and stored: whole when its path names a secret, else without passwords in URLs and arguments. */
export function withoutSecrets(path: string, value: string): string {
  const isReference = /Ref\.|\]\.name$|\.secretName$|\.order$/.test(path);
  const isSwitch = value === "true" || value === "false";
  if (SECRET_NAME.test(path) && !isReference && !isSwitch) return HIDDEN;
  return value.replace(URL_PASSWORD, "$1***@").replace(SECRET_ARGUMENT, `$1${HIDDEN}`);
}

/** A pod template as it may be stored as evidence: environment values, arguments and annotations without secrets. */
export function redactedTemplate(template: PodTemplate): PodTemplate {
  return asRecord(redacted("", template));
}

function redacted(path: string, value: unknown): unknown {
  if (typeof value === "string") return withoutSecrets(path, value);
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const name = isRecord(item) && typeof item.name === "string" ? item.name : String(index);
      return redacted(`${path}[${name}]`, item);
    });
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redacted(`${path}.${key}`, member)]));
}
