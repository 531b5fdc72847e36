import { describe, expect, it } from "vitest";
import { entriesOf } from "./log-entry";
import type { RawLine } from "./log-lines";

const AT = Date.parse("2026-11-20T14:02:11Z");
const lines = (...texts: readonly string[]): RawLine[] => texts.map((text, i) => ({ atMs: AT + i, text }));
const only = (...texts: readonly string[]) => {
  const entries = entriesOf(lines(...texts));
  expect(entries).toHaveLength(1);
  return entries[0];
};
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("a line of", () => {
  it.each([
    [
      "slog",
      `{"time":"2026-11-20T14:02:11.1Z","level":"ERROR","msg":"cannot load cart","err":"dial tcp 10.0.0.7:6379: connect: connection refused","trace_id":"${TRACE}"}`,
      "cannot load cart: dial tcp <ip>: connect: connection refused",
    ],
    [
      "zap",
      `{"level":"error","ts":1795196367.053,"caller":"app/cart.go:88","msg":"cannot load cart 4711","error":"EOF","traceID":"${TRACE}","stacktrace":"app.(*Cart).Load\\n\\t/src/cart.go:88"}`,
      "cannot load cart <n>: EOF",
    ],
    [
      "zerolog",
      `{"level":"error","error":"sql: database is closed","time":1795196367,"message":"save order","trace_id":"${TRACE}"}`,
      "save order: sql: database is closed",
    ],
    [
      "logrus, JSON",
      `{"error":"EOF","level":"error","msg":"read frame","time":"2026-11-20T14:02:11Z","traceId":"${TRACE}"}`,
      "read frame: EOF",
    ],
    [
      "logrus and slog as text",
      `time="2026-11-20T14:02:11Z" level=error msg="read \\"frame\\"" err=EOF trace_id=${TRACE}`,
      'read "…": EOF',
    ],
    [
      "Elastic Common Schema",
      `{"@timestamp":"2026-11-20T14:02:11Z","log.level":"error","message":"write","error":{"message":"disk full"},"trace":{"id":"${TRACE}"}}`,
      "write: disk full",
    ],
    [
      "Google Cloud",
      `{"severity":"ERROR","message":"write","logging.googleapis.com/trace":"projects/p/traces/${TRACE}"}`,
      "write",
    ],
    [
      "klog",
      `E1121 14:02:11.123456       1 reflector.go:147] "Failed to watch" err="unexpected EOF" trace_id="${TRACE}"`,
      "Failed to watch: unexpected EOF",
    ],
    [
      "the log package",
      `2026/11/20 14:02:11 ERROR cannot bind :8080 trace_id=${TRACE}`,
      `cannot bind :<n> trace_id=<id>`,
    ],
  ])("%s is an error with its message and trace", (_, text, template) => {
    expect(only(text)).toMatchObject({ kind: "error", template, traceId: TRACE });
  });

  it.each([
    `{"level":"info","msg":"no errors, no timeout"}`,
    `level=info msg="started" timeout=30s`,
    `I1121 14:02:11.123456       1 main.go:1] error budget is fine`,
    "2026/11/20 14:02:11 listening on :8080",
    `{"level":"warn","msg":"retrying"}`,
    `{"level":30,"msg":"request completed, 0 errors"}`,
    "config timeout=30s retries=3",
  ])("%j is nothing bad", (text) => expect(only(text)?.kind).toBe("other"));

  it.each([
    [`{"level":"error","msg":"request failed","err":"context deadline exceeded"}`],
    [
      `{"level":"warn","msg":"call payment","error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}`,
    ],
    [`level=error msg="refresh" err="dial tcp 10.0.0.7:6379: i/o timeout"`],
    ['2026/11/20 14:02:11 Get "http://risk:8080/": net/http: TLS handshake timeout'],
    ["upstream request timeout"],
    [`{"level":"error","msg":"query","err":"no free connection in time"}`],
    [`{"level":"info","msg":"GET /orders","status":504,"error":"upstream request timeout"}`],
  ])("%j is a time-out", (text) => expect(only(text)?.kind).toBe("timeout"));

  it("is bad when it answered 5xx, however quiet its level is", () => {
    expect(only(`{"level":"info","msg":"GET /orders","status":500}`)?.kind).toBe("error");
    expect(only(`{"level":"info","msg":"GET /orders","status":404}`)?.kind).toBe("other");
  });

  it("is an error, not a time-out, when the caller hung up", () => {
    expect(only(`{"level":"error","msg":"query","err":"context canceled"}`)?.kind).toBe("error");
  });

  it("is a panic at a level after which the process is gone", () => {
    for (const text of [
      `{"level":"panic","msg":"request panicked","err":"panic: index out of range [3] with length 3"}`,
      `{"level":"fatal","msg":"cannot bind"}`,
      `F1121 14:02:11.123456       1 main.go:1] cannot bind`,
    ])
      expect(only(text)?.kind).toBe("panic");
  });

  it("names the program's own frame of a recovered panic", () => {
    const stack = `["main.itemsByOrder /src/shop/store.go:88","main.(*service).guarded /src/shop/server.go:132"]`;
    expect(only(`{"level":"panic","msg":"request panicked","err":"panic: boom","stack":${stack}}`)).toMatchObject({
      kind: "panic",
      template: "request panicked: panic: boom in main.itemsByOrder",
    });
  });
});

const CRASH = [
  "panic: runtime error: invalid memory address or nil pointer dereference",
  "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x80bd277]",
  "",
  "goroutine 34 [running]:",
  "main.(*cart).total(0x0, {0xc000012345, 0x4})",
  "\t/src/cart.go:42 +0x1d",
  "main.handle({0x7f, 0xc0})",
  "\t/src/main.go:12 +0x3f",
  "created by main.main in goroutine 1",
  "\t/src/main.go:30 +0x55",
  "exit status 2",
];

describe("a crash", () => {
  it("stays one message with its stack", () => {
    expect(only(...CRASH)).toMatchObject({
      kind: "panic",
      template: "panic: runtime error: invalid memory address or nil pointer dereference in main.(*cart).total",
    });
    expect(only(...CRASH)?.text).toContain("/src/cart.go:42");
  });

  it("stays one message though other goroutines write in between", () => {
    const other = `{"level":"error","msg":"still here"}`;
    const entries = entriesOf(lines(...CRASH.slice(0, 4), other, ...CRASH.slice(4)));
    expect(entries.map(({ kind }) => kind)).toEqual(["panic", "error"]);
    expect(entries[0]?.text).toContain("created by main.main");
    expect(entries[1]?.text).toBe("still here");
  });

  it("ends where prose begins", () => {
    const entries = entriesOf(lines(...CRASH, "restarting the worker"));
    expect(entries).toHaveLength(2);
  });

  it("of net/http and of the runtime is seen too, and so is a panic within a panic", () => {
    const served = only(
      "2024/01/29 16:04:41 http: panic serving 10.244.0.1:59326: runtime error: index out of range [7] with length 3",
      "goroutine 2941 [running]:",
      "net/http.(*conn).serve.func1()",
      "\t/usr/local/go/src/net/http/server.go:1868 +0x13d",
      "panic({0x32b73a0?, 0x4d26160?})",
      "\t/usr/local/go/src/runtime/panic.go:914 +0x21f",
      "main.lookup(...)",
      "\t/src/lookup.go:9",
    );
    expect(served?.template).toBe(
      "http: panic serving <ip>: runtime error: index out of range [<n>] with length <n> in main.lookup",
    );
    const fatal = only(
      "fatal error: all goroutines are asleep - deadlock!",
      "",
      "goroutine 1 [chan receive]:",
      "main.main()",
      "\t/src/main.go:5 +0x28",
    );
    expect(fatal?.kind).toBe("panic");
    expect(only("panic: first [recovered]", "\tpanic: second", "", ...CRASH.slice(3))?.text).toContain("panic: second");
  });

  it("of thousands of lines is bounded and says so", () => {
    const frames = Array.from({ length: 3_000 }, (_, i) => [`main.recurse(0x${i})`, "\t/src/r.go:1 +0x1"]).flat();
    const entry = only("fatal error: stack overflow", "", "goroutine 1 [running]:", ...frames);
    expect(entry?.text).toMatch(/\(\+\d+ lines\)$/);
    expect(entry?.text.length).toBeLessThan(8_000);
  });
});

describe("a hostile line", () => {
  it("of a megabyte is read at its beginning, quickly", () => {
    const before = process.cpuUsage();
    const long = "A".repeat(1_000_000);
    const [json, plain, pairs] = entriesOf(
      lines(
        `{"level":"error","msg":"big","payload":"${long}"}`,
        `ERROR ${long}`,
        `level=error msg="${long}" ${"a=b ".repeat(50_000)}`,
      ),
    );
    expect(json).toMatchObject({ kind: "error", template: "big" });
    expect(plain?.text.length).toBeLessThan(2_100);
    expect(pairs?.kind).toBe("error");
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_500);
  });

  it.each([
    " ",
    "\t",
    "(",
    '"',
    "'",
    "[",
    "{",
    "\\",
    "=",
    "a=",
    "0",
    "f",
    "-",
    ".",
    ":",
    "\u001b[",
    "token",
    "panic: ",
    "[::",
  ])("of many %j costs no more than its length", (piece) => {
    const before = process.cpuUsage();
    entriesOf(
      lines(...Array.from({ length: 20 }, () => piece.repeat(60_000 / piece.length)), `E ${piece.repeat(60_000)}`),
    );
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });

  it("has no colours, control characters, CR or broken halves when shown", () => {
    const entry = only("\u001b[31mERROR\u001b[0m bad \u0007thing\u202e gnp.exe \ufffd \ud83d\r");
    expect(entry?.text).toBe("bad thing gnp.exe \ufffd \ufffd");
    expect(entry?.kind).toBe("error");
  });

  it("shows no secret", () => {
    const entry = only(`{"level":"error","msg":"dial postgres://app:s3cr3t@db:5432 failed","err":"password=hunter2"}`);
    expect(entry?.text).not.toMatch(/s3cr3t|hunter2/);
    expect(entry?.template).not.toMatch(/s3cr3t|hunter2/);
  });

  it("that is half a JSON object is read as far as it goes", () => {
    expect(only(`{"level":"error","msg":"cut off","err":"EO`)).toMatchObject({ kind: "error", text: "cut off: EO" });
  });

  it("takes the time of the line above when it has none", () => {
    const entries = entriesOf([
      { atMs: AT, text: `{"level":"error","msg":"a"}` },
      { atMs: null, text: `{"level":"error","msg":"b"}` },
    ]);
    expect(entries.map(({ atMs }) => atMs)).toEqual([AT, AT]);
  });
});

describe("the template", () => {
  it("is the same for messages of one statement", () => {
    const of = (text: string) => entriesOf(lines(`{"level":"error","msg":${JSON.stringify(text)}}`))[0]?.template;
    const pairs = [
      ["order 17 failed after 12ms", "order 4711 failed after 1.5s"],
      ["user 6d9f2b1e-0000-4000-8000-1234567890ab", "user 0193e1d2-0000-7000-8000-000000000001"],
      [`no route "/a"`, `no route "/b/c"`],
      ["dial 10.0.0.7:6379", "dial 10.1.2.3:80"],
      ["pod order-7f9c4-x2x1z gone", "pod order-7f9c4-b9b8q gone"],
      ["object 65f1c0ffee12ab34cd56ef78 missing", "object 65f1c0ffee12ab34cd56ef79 missing"],
    ] as const;
    for (const [a, b] of pairs) expect(of(a)).toBe(of(b));
    expect(of("order failed")).not.toBe(of("payment failed"));
  });
});
