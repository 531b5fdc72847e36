import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, deflateSync, inflate } from "node:zlib";
import type { PackedBody } from "@/lib/ports";

/** Below this, handing the work to a thread costs more than doing it. */
const SYNC_BELOW_BYTES = 16_384;
/** Alerts repeat themselves: level 1 already reaches a tenth, at a third of the time of the default. */
const LEVEL = 1;
const deflateAsync = promisify<Buffer, { level: number }, Buffer>(deflate);
const inflateAsync = promisify<Uint8Array, Buffer>(inflate);

/** Compresses a raw (already redacted) body for `alert_delivery`. `sha256` and `bytes` are of the body itself. */
export async function packBody(text: string): Promise<PackedBody> {
  const raw = Buffer.from(text, "utf8");
  const sha256 = createHash("sha256").update(raw).digest("hex");
  const body =
    raw.length < SYNC_BELOW_BYTES ? deflateSync(raw, { level: LEVEL }) : await deflateAsync(raw, { level: LEVEL });
  return { body, sha256, bytes: raw.length };
}

export async function unpackBody(body: Uint8Array): Promise<string> {
  return (await inflateAsync(body)).toString("utf8");
}
