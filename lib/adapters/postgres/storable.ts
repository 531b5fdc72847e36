/** Text without U+0000, which PostgreSQL's text refuses. (Lone surrogates become U+FFFD when Node encodes them.) */
export function storableText(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}

/** A value as JSON text that jsonb accepts. */
export function storableJson(value: unknown): string {
  return storableJsonText(JSON.stringify(value));
}

/**
 * JSON text that jsonb accepts: U+0000 and lone surrogates become U+FFFD. `JSON.stringify` writes both as escapes, so the
 * text is searched for escapes; an escaped backslash is stepped over, because `\\\\u0000` is six ordinary characters.
 */
export function storableJsonText(text: string): string {
  return /\\u(?:0000|d[89a-f])/.test(text)
    ? text.replace(/\\\\|\\u(?:0000|d[89a-f][0-9a-f]{2})/g, (found) => (found === "\\\\" ? found : "\\ufffd"))
    : text;
}
