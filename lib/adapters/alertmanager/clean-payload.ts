// Nothing unredacted is stored or exported, and jsonb refuses U+0000 and lone surrogates: both are settled before anything
// else reads the payload. Every pattern is bounded, because the text may be hostile and long.

const REDACTED = "[redacted]";
const SECRET_NAME = /token|secret|password|passwd|api[_-]?key|authorization|cookie/i;

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
const UNSTORABLE = /\0|\p{Surrogate}/gu;
/** Strings longer than this are not remembered: they seldom repeat and the memory is worth more. */
const REMEMBERED_LENGTH = 2_000;

/** Escapes that Go's encoder writes for `&`, `<` and `>`; any other may hide a letter, a U+0000 or half a surrogate pair. */
const UNUSUAL_ESCAPE = /\\u(?!0026|003[ce])/i;

/** False when the JSON text surely holds nothing to clean: one look at a storm's body instead of one at each of its strings. */
export function mayNeedCleaning(json: string): boolean {
  const lower = json.toLowerCase();
  return SUSPICIOUS.some((word) => lower.includes(word)) || UNUSUAL_ESCAPE.test(json);
}

/** Text with secrets replaced. What it finds is a net with holes: labels are meant to carry none. */
export function redactText(text: string): string {
  const lower = text.toLowerCase();
  if (!SUSPICIOUS.some((word) => lower.includes(word))) return text;
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

export type CleanPayload = {
  readonly payload: unknown;
  /** True when the payload is no longer what was received. */
  readonly isChanged: boolean;
  /** U+0000 and lone surrogates that became U+FFFD. */
  readonly replacedChars: number;
};

/** A parsed payload with secrets redacted and characters that cannot be stored replaced, names of labels included. */
export function cleanPayload(payload: unknown): CleanPayload {
  const remembered = new Map<string, { readonly text: string; readonly replaced: number }>();
  let replacedChars = 0;
  let isChanged = false;

  const cleanText = (text: string): string => {
    let known = remembered.get(text);
    if (known === undefined) {
      let replaced = 0;
      const storable = text.replace(UNSTORABLE, () => {
        replaced += 1;
        return "\ufffd";
      });
      known = { text: redactText(storable), replaced };
      if (text.length <= REMEMBERED_LENGTH) remembered.set(text, known);
    }
    replacedChars += known.replaced;
    if (known.text !== text) isChanged = true;
    return known.text;
  };

  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return cleanText(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return value;
    // fromEntries defines properties, so that a label named __proto__ stays a label.
    return Object.fromEntries(
      Object.entries(value).map(([name, nested]) => {
        const cleanName = cleanText(name);
        if (typeof nested !== "string" || !SECRET_NAME.test(name)) return [cleanName, clean(nested)];
        isChanged = true;
        return [cleanName, REDACTED];
      }),
    );
  };

  const cleaned = clean(payload);
  return { payload: cleaned, isChanged, replacedChars };
}
