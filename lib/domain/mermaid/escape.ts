/** Longest label drawn; the rest is in the timeline. */
const LABEL_MAX = 120;

/** Ends a statement, starts a comment, a directive, an entity or markup somewhere in Mermaid's grammars. */
const SPECIAL = /[#;%<>{}"\\`]/g;

/**
 * Any text as a Mermaid label: one line, no character that a Mermaid grammar or its pre-processor reads (each becomes
 * the entity `#code;`, which Mermaid draws as the character). Control characters become spaces, lone surrogates U+FFFD.
 * `also` names further characters special to one diagram, such as ":" in gantt.
 */
export function mermaidText(text: string, also = ""): string {
  const line = oneLine(text);
  const points = [...line];
  const short = points.length > LABEL_MAX ? `${points.slice(0, LABEL_MAX - 1).join("")}…` : line;
  let escaped = short.replace(SPECIAL, (character) => `#${character.charCodeAt(0)};`);
  for (const character of also) escaped = escaped.replaceAll(character, `#${character.charCodeAt(0)};`);
  return escaped === "" ? "–" : escaped;
}

function oneLine(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .trim()
  );
}
