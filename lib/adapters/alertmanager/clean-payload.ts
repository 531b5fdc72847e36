import { mayHoldSecrets, REDACTED, redactText, SECRET_NAME } from "@/lib/domain/redact-text";

// Nothing unredacted is stored or exported, and jsonb refuses U+0000 and lone surrogates: both are settled before anything
// else reads the payload.

const UNSTORABLE = /\0|\p{Surrogate}/gu;
/** Strings longer than this are not remembered: they seldom repeat and the memory is worth more. */
const REMEMBERED_LENGTH = 2_000;

/** Escapes that Go's encoder writes for `&`, `<` and `>`; any other may hide a letter, a U+0000 or half a surrogate pair. */
const UNUSUAL_ESCAPE = /\\u(?!0026|003[ce])/i;

/** False when the JSON text surely holds nothing to clean: one look at a storm's body instead of one at each of its strings. */
export function mayNeedCleaning(json: string): boolean {
  return mayHoldSecrets(json) || UNUSUAL_ESCAPE.test(json);
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
