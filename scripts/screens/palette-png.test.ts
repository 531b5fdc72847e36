import { deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { paletted } from "./palette-png";

/** A two-row RGB PNG whose second row is filtered "up", as an encoder may write it. */
function png(rows: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE((rows[0]?.length ?? 1) - 1 === 0 ? 1 : ((rows[0]?.length ?? 1) - 1) / 3, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const part = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type, "latin1"), data, Buffer.alloc(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([signature, part("IHDR", header), part("IDAT", data), part("IEND", Buffer.alloc(0))]);
}

function partOf(file: Buffer, type: string): Buffer {
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString("latin1", at + 4, at + 8) === type) return file.subarray(at + 8, at + 8 + length);
    at += length + 12;
  }
  throw new Error(`no ${type}`);
}

describe("a picture with a palette", () => {
  it("keeps every colour when there are few, whatever the filter of the rows", () => {
    const out = paletted(
      png([
        [0, 255, 0, 0, 0, 0, 255],
        [2, 0, 0, 0, 1, 2, 3],
      ]),
    );
    const colours = partOf(out, "PLTE");
    const rows = inflateSync(partOf(out, "IDAT"));
    const colourAt = (at: number) => [...colours.subarray((rows[at] ?? 0) * 3, (rows[at] ?? 0) * 3 + 3)];
    expect([1, 2, 4, 5].map(colourAt)).toEqual([
      [255, 0, 0],
      [0, 0, 255],
      [255, 0, 0],
      [1, 2, 2],
    ]);
  });
  it("refuses what is no PNG", () => expect(() => paletted(Buffer.from("GIF89a..."))).toThrow("not a PNG"));
});
