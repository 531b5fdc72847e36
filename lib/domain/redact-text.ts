// Every pattern is bounded, because the text may be hostile and long.

export const REDACTED = "[redacted]";
export const SECRET_NAME = /token|secret|password|passwd|api[_-]?key|authorization|cookie/i;

const NAMED_VALUE =
  /((?:token|secret|password|passwd|api[_-]?key)[\w-]{0,40}["']?\s{0,5}(?:=~|[=:]|%3[ad])\s{0,5})("(?:[^"\\]|\\.){0,4000}"|'[^']{0,4000}'|%22[^%\s]{0,4000}%22|[^\s&,;}"']{1,4000})/gi;
const AUTHORIZATION =
  /(\bauthorization\b["']?\s{0,5}[:=]\s{0,5}["']?)(?:(?:bearer|basic|digest|token|apikey)\s{1,5})?[^\s"',;]{1,8000}/gi;
// Prose says "basic authentication" too: only what has digits, `=` or mixed case is taken for a credential.
const SCHEME =
  /(\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s{1,5})(?=\S{0,500}(?:[0-9=]|[a-z][A-Z]))[A-Za-z0-9+/_.~=-]{8,8000}/g;
const COOKIE = /(\bcookie\b["']?\s{0,5}[:=]\s{0,5})[^\r\n]+/gi;
const URL_PASSWORD = /(:\/\/[^\s/?#@:]{0,256}:)[^\s/?#@]{1,256}(?=@)/g;
const KNOWN_KEYS =
  /\bAKIA[0-9A-Z]{16}|\bgh[pousr]_\w{20,255}|\bgithub_pat_\w{20,255}|\bglpat-[\w-]{20,255}|\bxox[abprs]-[\w-]{10,255}|\bsk-[\w-]{20,255}|\bAIza[\w-]{35}|\bnpm_\w{30,255}|\bfbk_[\w-]{20,300}|\beyJ[\w-]{5,2000}\.[\w-]{1,4000}(?:\.[\w-]{0,2000})?|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g;

/** One of these is in every text that a pattern above could match (compared in lower case). */
const SUSPICIOUS = [
  "token",
  "secret",
  "passw",
  "api_key",
  "api-key",
  "apikey",
  "authorization",
  "cookie",
  "bearer",
  "basic",
  "@",
  "akia",
  "ghp_",
  "gho_",
  "ghu_",
  "ghs_",
  "ghr_",
  "github_pat_",
  "glpat-",
  "xox",
  "sk-",
  "aiza",
  "npm_",
  "fbk_",
  "eyj",
  "private key",
] as const;

/** False when the text surely holds no secret that `redactText` would find: one look instead of a dozen patterns. */
export function mayHoldSecrets(text: string): boolean {
  const lower = text.toLowerCase();
  return SUSPICIOUS.some((word) => lower.includes(word));
}

/** Text with secrets replaced. What it finds is a net with holes: labels are meant to carry none. */
export function redactText(text: string): string {
  if (!mayHoldSecrets(text)) return text;
  return text
    .replace(AUTHORIZATION, `$1${REDACTED}`)
    .replace(COOKIE, `$1${REDACTED}`)
    .replace(SCHEME, `$1${REDACTED}`)
    .replace(URL_PASSWORD, `$1${REDACTED}`)
    .replace(NAMED_VALUE, (match, name: string, value: string) =>
      value.includes(REDACTED) ? match : `${name}${value.startsWith('"') ? `"${REDACTED}"` : REDACTED}`,
    )
    .replace(KNOWN_KEYS, REDACTED);
}
