import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const LOCAL_HEADER_BYTES = 30;

/** Exit code and output of `npm run snapshot -- verify FILE`. */
export async function verifySnapshot(file: string): Promise<{ code: number | null; output: string }> {
  const child = spawn("npm", ["run", "--silent", "snapshot", "--", "verify", file], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, output };
}

/** Writes a copy of which one byte inside the first file's content differs. */
export function withOneByteFlipped(file: string, copy: string): void {
  const bytes = readFileSync(file);
  const nameAndExtra = bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const place = LOCAL_HEADER_BYTES + nameAndExtra + 10;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 0xff, place);
  writeFileSync(copy, bytes);
}
