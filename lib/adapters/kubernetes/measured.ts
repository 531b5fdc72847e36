import type { Measured } from "@/lib/domain/upstream";
import { gapReasonOf } from "./failure";

/** A read as the ports promise it: whatever goes wrong is a stated gap. */
export async function measured<T>(query: string, read: () => Promise<T>): Promise<Measured<T>> {
  try {
    const value = await read();
    return { ok: true, value, at: new Date(), query, n: null };
  } catch (error) {
    return { ok: false, source: "kubernetes", reason: gapReasonOf(error), at: new Date(), query };
  }
}
