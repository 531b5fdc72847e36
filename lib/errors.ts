/** Every failure that a caller may be told about. One table per transport completes it. */
export const ERROR_CODES = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "invalid_input",
  "payload_too_large",
  "conflict",
  "moved",
  "guard_failed",
  "rate_limited",
  "unavailable",
  "upstream_failed",
  "not_yet",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** HTTP status and whether the same request may succeed later. */
export const ERROR_HTTP: Readonly<Record<ErrorCode, { readonly status: number; readonly isRetryable: boolean }>> = {
  unauthenticated: { status: 401, isRetryable: false },
  forbidden: { status: 403, isRetryable: false },
  not_found: { status: 404, isRetryable: false },
  invalid_input: { status: 400, isRetryable: false },
  payload_too_large: { status: 413, isRetryable: false },
  conflict: { status: 409, isRetryable: false },
  moved: { status: 409, isRetryable: false },
  guard_failed: { status: 422, isRetryable: false },
  rate_limited: { status: 429, isRetryable: true },
  unavailable: { status: 503, isRetryable: true },
  upstream_failed: { status: 502, isRetryable: true },
  not_yet: { status: 501, isRetryable: false },
  internal: { status: 500, isRetryable: false },
};

/** A coded failure. `message` is safe to show; `details` is JSON for the API's body; `cause` stays in the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details ?? {};
  }
}

/**
 * A refusal with its reason as a message key (`errors.reason.KEY`) and values, so that a screen says it in the reader's language;
 * scripts read the English message.
 */
export function refusal(
  code: ErrorCode,
  reason: {
    readonly key: string;
    readonly params?: Readonly<Record<string, string | number>>;
    readonly message: string;
  },
  details: Record<string, unknown> = {},
): AppError {
  const { key, params = {}, message } = reason;
  return new AppError(code, message, { details: { ...details, reason: { key, params } } });
}

/** Next loads a module more than once per process, so `instanceof` cannot be trusted: the name and code decide. */
export function isAppError(error: unknown): error is AppError {
  return (
    error instanceof Error &&
    error.name === "AppError" &&
    "code" in error &&
    ERROR_CODES.some((code) => code === error.code)
  );
}

/** What a client may see of any error: coded ones as they are, unknown ones without their text. */
export function publicErrorOf(error: unknown): {
  readonly status: number;
  readonly body: { readonly error: { readonly code: ErrorCode; readonly message: string } } & Readonly<
    Record<string, unknown>
  >;
} {
  if (isAppError(error)) {
    return {
      status: ERROR_HTTP[error.code].status,
      body: { ...error.details, error: { code: error.code, message: error.message } },
    };
  }
  return { status: 500, body: { error: { code: "internal", message: "Something failed here. The log names it." } } };
}
