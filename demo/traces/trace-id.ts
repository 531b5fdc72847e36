import { BadParameter } from "./reply";

/** The 32-digit form of a hex trace id of any length up to that; 64-bit ids come with 16 digits. */
export function traceIdOf(text: string): string {
  if (text.length > 32) throw new BadParameter(`TraceID cannot be longer than 32 hex characters: ${text}`);
  if (!/^[0-9a-fA-F]+$/.test(text)) throw new BadParameter(`strconv.ParseUint: parsing "${text}": invalid syntax`);
  return text.toLowerCase().padStart(32, "0");
}
