import type { Guard } from "./guard";

/** Longest a call may take when its arguments name no time-out. */
const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * The same port with every method behind the guard: an open circuit, a full queue and a silent upstream become
 * `{ok: false, reason}`. The last argument's `timeoutMs` bounds the call. `except` names methods that must not be answered for
 * (one whose result is not Measured, e.g. a write whose outcome must be known).
 */
export function guarded<P extends object>(port: P, guard: Guard, except: readonly (keyof P)[] = []): P {
  const left = new Set<PropertyKey>(except);
  return new Proxy(port, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof member !== "function" || left.has(key)) return member;
      return (...args: readonly unknown[]) =>
        guard.run(
          { query: `${guard.upstream}.${String(key)}`, timeoutMs: timeoutMsOf(args) },
          async (): Promise<unknown> => Reflect.apply(member, target, args),
        );
    },
  });
}

function timeoutMsOf(args: readonly unknown[]): number {
  const last = args.at(-1);
  return typeof last === "object" && last !== null && "timeoutMs" in last && typeof last.timeoutMs === "number"
    ? last.timeoutMs
    : DEFAULT_TIMEOUT_MS;
}
