import { expect, it } from "vitest";
import { LogBuffer } from "./log-buffer";

const texts = (lines: { text: string }[]) => lines.map((line) => line.text);

it("joins lines and letters that arrive in pieces and keeps the streams apart", () => {
  const buffer = new LogBuffer(() => 0);
  const out = buffer.writer();
  const err = buffer.writer();
  const bytes = Buffer.from("grüße\nzwei");
  out.write(bytes.subarray(0, 3));
  err.write(Buffer.from("panic\n"));
  out.write(bytes.subarray(3));
  out.end();
  expect(texts(buffer.read({}))).toEqual(["panic", "grüße", "zwei"]);
});

it("keeps the last lines only and cuts a line without end", () => {
  const buffer = new LogBuffer(() => 0);
  for (let line = 0; line < 6_000; line += 1) buffer.append(String(line));
  expect(buffer.read({})).toHaveLength(5_000);
  expect(texts(buffer.read({ tail: 2 }))).toEqual(["5998", "5999"]);
  buffer.writer().write(Buffer.from("x".repeat(50_000)));
  expect(buffer.read({ tail: 1 })[0]?.text).toHaveLength(16_384);
});

it("reads since a time and none with tail 0", () => {
  let nowMs = 1_000;
  const buffer = new LogBuffer(() => nowMs);
  buffer.append("early");
  nowMs = 2_000;
  buffer.append("late");
  expect(texts(buffer.read({ sinceMs: 1_500 }))).toEqual(["late"]);
  expect(buffer.read({ tail: 0 })).toEqual([]);
});

it("tells followers every later line and the end, also one who comes after it", () => {
  const buffer = new LogBuffer(() => 0);
  const seen: string[] = [];
  buffer.follow(
    (line) => seen.push(line.text),
    () => seen.push("END"),
  );
  buffer.append("one");
  buffer.end();
  buffer.follow(
    (line) => seen.push(line.text),
    () => seen.push("LATE END"),
  );
  expect(seen).toEqual(["one", "END", "LATE END"]);
});
