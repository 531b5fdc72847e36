import { deflateSync, inflateSync } from "node:zlib";

// A screen has few colours: with a palette a picture weighs half. Reads what Chromium writes (8 bits, RGB or RGBA, not
// interlaced) and writes PNG with a palette of 256. See the PNG specification (W3C), sections 9 and 11.

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS_MAX = 256;

type Pixels = { readonly width: number; readonly height: number; readonly rgb: Uint8Array };

/** The picture with at most 256 colours; a rare hue, such as a small tick, keeps its own. */
export function paletted(png: Buffer): Buffer {
  const { width, height, rgb } = pixelsOf(png);
  const counts = new Map<number, number>();
  for (let i = 0; i < rgb.length; i += 3) {
    const colour = colourAt(rgb, i);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const boxes = boxesOf([...counts]);
  const palette = boxes.map(mostFrequent);
  const indexOf = new Map(boxes.flatMap((box, index) => box.map(([colour]) => [colour, index] as const)));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    // Byte 0 of a row is its filter: none, which suits a palette best.
    for (let x = 0; x < width; x += 1) {
      rows[y * (width + 1) + 1 + x] = indexOf.get(colourAt(rgb, (y * width + x) * 3)) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function colourAt(rgb: Uint8Array, at: number): number {
  return ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
}

type Counted = readonly (readonly [colour: number, count: number])[];
const SHIFTS = [16, 8, 0] as const;

/** Heckbert's median cut (1982), by extent: the box that is widest in any channel is halved, until there are 256. */
function boxesOf(colours: Counted): readonly Counted[] {
  const boxes: { colours: Counted; shift: number; extent: number }[] = [measured(colours)];
  while (boxes.length < COLOURS_MAX) {
    const widest = boxes.reduce((a, b) => (b.extent > a.extent ? b : a));
    if (widest.extent === 0) break;
    const { shift } = widest;
    const sorted = widest.colours.toSorted((a, b) => ((a[0] >> shift) & 255) - ((b[0] >> shift) & 255));
    const values = sorted.map(([colour]) => (colour >> shift) & 255);
    const middle = ((values[0] ?? 0) + (values.at(-1) ?? 0)) / 2;
    const cut = values.findIndex((value) => value > middle);
    boxes.splice(boxes.indexOf(widest), 1, measured(sorted.slice(0, cut)), measured(sorted.slice(cut)));
  }
  return boxes.map((box) => box.colours);
}

function measured(colours: Counted): { colours: Counted; shift: number; extent: number } {
  const extents = SHIFTS.map((shift) => {
    let [low, high] = [255, 0];
    for (const [colour] of colours) {
      low = Math.min(low, (colour >> shift) & 255);
      high = Math.max(high, (colour >> shift) & 255);
    }
    return { shift, extent: high - low };
  });
  return { colours, ...extents.reduce((a, b) => (b.extent > a.extent ? b : a)) };
}

function mostFrequent(box: Counted): number {
  return box.reduce((a, b) => (b[1] > a[1] ? b : a), [0, -1] as readonly [number, number])[0];
}

function pixelsOf(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("not a PNG");
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = png[25] === 6 ? 4 : png[25] === 2 ? 3 : 0;
  if (png[24] !== 8 || channels === 0 || png[28] !== 0) throw new Error("a PNG of another kind than Chromium's");
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const rows = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) rgb.set(rows.subarray(i * channels, i * channels + 3), i * 3);
  return { width, height, rgb };
}

/** Undoes the filter of each row: none, sub, up, average, Paeth. */
function unfiltered(data: Uint8Array, stride: number, channels: number): Uint8Array {
  const height = data.length / (stride + 1);
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const raw = data[y * (stride + 1) + 1 + x] ?? 0;
      const left = x >= channels ? (out[y * stride + x - channels] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (out[(y - 1) * stride + x - channels] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, corner) : 0][filter] ?? 0;
      out[y * stride + x] = raw + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
