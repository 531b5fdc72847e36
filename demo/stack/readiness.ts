import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { type Member, MemberError } from "./supervisor";

const POLL_MS = 50;

/** Waits until the member's URL answers 200. Throws with the end of its log when it ends first or the deadline passes. */
export async function waitForHttp(member: Member, url: string, timeoutMs = 60_000): Promise<void> {
  await poll(member, `did not answer ${url}`, timeoutMs, async () => ((await answers(url)) ? true : null));
}

/** Waits for a JSON line of this shape in the member's log. Throws like `waitForHttp`. */
export async function waitForLine<T>(member: Member, schema: z.ZodType<T>, timeoutMs = 60_000): Promise<T> {
  return poll(member, "did not say that it is ready", timeoutMs, async () => {
    for (const line of readFileSync(member.logFile, "utf8").split("\n")) {
      if (!line.startsWith("{")) continue;
      const parsed = schema.safeParse(jsonOrNull(line));
      if (parsed.success) return parsed.data;
    }
    return null;
  });
}

async function poll<T>(member: Member, problem: string, timeoutMs: number, ask: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    const ended = member.ended();
    if (ended !== null) throw new MemberError(member, ended);
    if (Date.now() > deadline) throw new MemberError(member, `${problem} within ${timeoutMs / 1000} s`);
    await delay(POLL_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: "manual" });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false; // not listening yet, or too busy to answer: the deadline decides
  }
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // a log line that only looks like JSON, or one that is being written
  }
}
