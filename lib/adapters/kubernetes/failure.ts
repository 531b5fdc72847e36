import type { GapReason } from "@/lib/domain/upstream";

/** An error answer of the API server, from its `Status` body. */
export class AnswerFailure extends Error {
  readonly status: number;
  readonly reason: string;
  /** True when the server names fields that make the object invalid; false for a failed `test` of a patch. */
  readonly isInvalidObject: boolean;

  constructor(answer: { status: number; reason: string; message: string; isInvalidObject: boolean }) {
    super(answer.message);
    this.name = "AnswerFailure";
    this.status = answer.status;
    this.reason = answer.reason;
    this.isInvalidObject = answer.isInvalidObject;
  }
}

export class NotConfigured extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotConfigured";
  }
}

/** Why a read has no value. Names decide, not classes: the client's errors come from its own copy of the fetch library. */
export function gapReasonOf(error: unknown): GapReason {
  if (error instanceof NotConfigured) return "not_configured";
  if (error instanceof AnswerFailure) {
    if (error.status >= 400) return error.status >= 500 ? "unreachable" : "refused";
    return "bad_answer";
  }
  if (!(error instanceof Error)) return "unreachable";
  if (error.name === "AbortError" || error.name === "TimeoutError") return "timeout";
  if (["ZodError", "SyntaxError", "BodyTooLarge"].includes(error.name)) return "bad_answer";
  return "unreachable";
}

/** True when the server looked at the request and refused it, so that it certainly changed nothing. */
export function isRefusal(error: unknown): error is AnswerFailure {
  return error instanceof AnswerFailure && error.status >= 400 && error.status < 500 && error.status !== 408;
}
