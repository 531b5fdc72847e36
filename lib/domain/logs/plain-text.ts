import { redactText } from "../redact-text";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const ANSI = /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,256}(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// Bidirectional overrides too: a log must not read in another order than it is written.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const LONE = /\p{Surrogate}/gu;

/** A line without colours and control characters. Tabs stay: they tell the frames of a stack. */
export function withoutControls(text: string): string {
  return text.replace(ANSI, "").replace(CONTROL, "").replace(LONE, "\ufffd");
}

/** At most `max` characters, never half a character; says how much is missing. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
  return `${kept}… (+${text.length - kept.length})`;
}

/** Text of a log as it may be shown: cut, without controls, secrets redacted. */
export function shownText(text: string, max: number): string {
  return cutText(redactText(withoutControls(text.slice(0, max * 2))), max);
}
