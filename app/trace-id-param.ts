import { traceIdFrom } from "@/lib/domain/trace-id";

/** The id in an address, in its one spelling where it is one. Next leaves what was escaped in a base64 id as it came. */
export function traceIdParam(given: string | undefined): string {
  const text = given ?? "";
  return traceIdFrom(text) ?? traceIdFrom(unescaped(text)) ?? text;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: no id either way.
    return text;
  }
}
