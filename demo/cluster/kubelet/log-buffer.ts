import { StringDecoder } from "node:string_decoder";

export interface LogLine {
  atMs: number;
  text: string;
}

const KEPT_LINES = 5_000;
const LONGEST_LINE = 16_384;

/** The last lines one container wrote. Ends when the container does; followers are told both. */
export class LogBuffer {
  private readonly lines: LogLine[] = [];
  private readonly followers = new Set<{ line: (line: LogLine) => void; end: () => void }>();
  private ended = false;

  constructor(private readonly now: () => number) {}

  /** A writer for one stream (stdout and stderr have one each, so that their halves of lines do not mix). */
  writer(): { write: (chunk: Buffer) => void; end: () => void } {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    const write = (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) this.append(part);
      if (rest.length > LONGEST_LINE) {
        this.append(rest);
        rest = "";
      }
    };
    return {
      write: (chunk) => write(decoder.write(chunk)),
      end: () => {
        write(decoder.end());
        if (rest !== "") this.append(rest);
        rest = "";
      },
    };
  }

  append(text: string): void {
    const line = { atMs: this.now(), text: text.slice(0, LONGEST_LINE) };
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    for (const follower of this.followers) follower.line(line);
  }

  end(): void {
    this.ended = true;
    for (const follower of this.followers) follower.end();
    this.followers.clear();
  }

  /** The kept lines at or after a time; with `tail`, at most that many of the last. */
  read(options: { sinceMs?: number | undefined; tail?: number | undefined }): LogLine[] {
    const { sinceMs, tail } = options;
    const recent = sinceMs === undefined ? this.lines : this.lines.filter((line) => line.atMs >= sinceMs);
    return tail === undefined ? [...recent] : recent.slice(Math.max(0, recent.length - tail));
  }

  /** Calls back for every later line and once at the end. Returns the way to stop. */
  follow(line: (line: LogLine) => void, end: () => void): () => void {
    if (this.ended) {
      end();
      return () => {};
    }
    const follower = { line, end };
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }
}
