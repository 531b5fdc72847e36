/** The error body of every Kubernetes API answer. */
export interface StatusBody {
  kind: "Status";
  apiVersion: "v1";
  metadata: object;
  status: "Failure";
  message: string;
  reason: string;
  details?: object;
  code: number;
}

export interface FieldProblem {
  reason: "FieldValueInvalid" | "FieldValueRequired" | "FieldValueForbidden" | "FieldValueDuplicate";
  message: string;
  field: string;
}

/** Names of a resource as messages need them, e.g. deployments, apps, Deployment. */
export interface ResourceNames {
  resource: string;
  group: string;
  kind: string;
}

/** An answer that is an error, in the words of the real API server. */
export class ApiFailure extends Error {
  readonly body: StatusBody;

  constructor(code: number, reason: string, message: string, details?: object) {
    super(message);
    const base = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason } as const;
    this.body = { ...base, ...(details === undefined ? {} : { details }), code };
  }
}

export function unauthorized(): ApiFailure {
  return new ApiFailure(401, "Unauthorized", "Unauthorized");
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, "BadRequest", message);
}

export function notFound(names: ResourceNames, name: string): ApiFailure {
  const message = `${qualified(names)} "${name}" not found`;
  return new ApiFailure(404, "NotFound", message, { name, ...groupOf(names), kind: names.resource });
}

export function unknownResource(): ApiFailure {
  return new ApiFailure(404, "NotFound", "the server could not find the requested resource", {});
}

export function methodNotAllowed(): ApiFailure {
  const message = "the server does not allow this method on the requested resource";
  return new ApiFailure(405, "MethodNotAllowed", message, {});
}

export function alreadyExists(names: ResourceNames, name: string): ApiFailure {
  const message = `${qualified(names)} "${name}" already exists`;
  return new ApiFailure(409, "AlreadyExists", message, { name, ...groupOf(names), kind: names.resource });
}

export function conflict(names: ResourceNames, name: string, why = MODIFIED): ApiFailure {
  const message = `Operation cannot be fulfilled on ${qualified(names)} "${name}": ${why}`;
  return new ApiFailure(409, "Conflict", message, { name, ...groupOf(names), kind: names.resource });
}

export function unsupportedMediaType(): ApiFailure {
  return new ApiFailure(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
}

export function payloadTooLarge(): ApiFailure {
  return new ApiFailure(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728", {});
}

export function jsonPatchRejected(): ApiFailure {
  const message = "the server rejected our request due to an error in our request";
  return new ApiFailure(422, "Invalid", message, {});
}

export function invalid(names: ResourceNames, name: string, causes: readonly FieldProblem[]): ApiFailure {
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = lines.length === 1 ? lines.join("") : `[${lines.join(", ")}]`;
  const subject = names.group === "" ? names.kind : `${names.kind}.${names.group}`;
  const message = `${subject} "${name}" is invalid: ${text}`;
  return new ApiFailure(422, "Invalid", message, { name, ...groupOf(names), kind: names.kind, causes });
}

export function expired(asked: string, oldest: number): ApiFailure {
  return new ApiFailure(410, "Expired", `too old resource version: ${asked} (${oldest})`);
}

export function internalError(): ApiFailure {
  return new ApiFailure(500, "InternalError", "Internal error occurred", {});
}

export function qualified(names: Pick<ResourceNames, "resource" | "group">): string {
  return names.group === "" ? names.resource : `${names.resource}.${names.group}`;
}

export function groupOf(names: Pick<ResourceNames, "group">): { group?: string } {
  return names.group === "" ? {} : { group: names.group };
}

const MODIFIED = "the object has been modified; please apply your changes to the latest version and try again";
