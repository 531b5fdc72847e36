import { AppError, isAppError } from "@/lib/errors";

/** Two transactions in each other's way: the same work succeeds when it is done again. */
const RETRYABLE_STATES = new Set(["40001", "40P01"]);
const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "ENOENT", "EAI_AGAIN"]);

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

export function isRetryable(error: unknown): boolean {
  return RETRYABLE_STATES.has(codeOf(error));
}

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === "23505";
}

/** True when the database cannot be reached, is going down or has no room: the statement itself was not at fault. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (SOCKET_CODES.has(code) || /^(08|53|57P|58)/.test(code)) return true;
  return (
    error instanceof Error &&
    /Connection terminated|connection timeout|timeout exceeded|Client has encountered/i.test(error.message)
  );
}

/** The failure as callers know it: `unavailable` when the database is, unchanged otherwise. */
export function storeFailure(error: unknown): unknown {
  return !isAppError(error) && isUnavailable(error)
    ? new AppError("unavailable", "The database cannot be reached. Try again shortly.", { cause: error })
    : error;
}
