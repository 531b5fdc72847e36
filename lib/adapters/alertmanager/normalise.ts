import type { AlertSignal } from "@/lib/domain/alert";
import { UNASSIGNED } from "@/lib/domain/grouping";
import type { Service } from "@/lib/domain/service";
import { type SeverityMapping, severityOfAlert } from "@/lib/domain/severity-of-alert";
import { AppError } from "@/lib/errors";
import type { NormalisedDelivery, RejectedAlert } from "@/lib/ports";
import { type CleanPayload, cleanPayload, mayNeedCleaning } from "./clean-payload";
import { alertSchema, envelopeSchema, type WireAlert } from "./schema";

/** What of the catalogue decides whose alert it is. */
export type CatalogueMatch = Pick<Service, "name" | "team" | "match" | "isDiscovered">;

export type NormaliseContext = {
  readonly services: readonly CatalogueMatch[];
  readonly severities?: SeverityMapping;
};

const SERVICE_LABELS = ["service", "service_name", "app_kubernetes_io_name", "app", "deployment", "container", "job"];
const ENVIRONMENT_LABELS = ["environment", "env", "deployment_environment"];
const DEFAULT = "default";
const NAME_LENGTH = 200;
const TEXT_LENGTH = 500;

/** At most `length` UTF-16 units, without cutting a character in two: index keys and headings have their limits. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

function labelOf(labels: Readonly<Record<string, string>>, name: string): string | undefined {
  const value = Object.hasOwn(labels, name) ? labels[name]?.trim() : undefined;
  return value === "" ? undefined : value;
}

function firstLabelOf(labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = labelOf(labels, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function matches(labels: Readonly<Record<string, string>>, { match, isDiscovered }: CatalogueMatch): boolean {
  const wanted = Object.entries(match);
  return !isDiscovered && wanted.length > 0 && wanted.every(([name, value]) => labelOf(labels, name) === value);
}

function signalOf(alert: WireAlert, groupKey: string, { services, severities }: NormaliseContext): AlertSignal {
  const { labels, annotations } = alert;
  const alertname = shortened(labelOf(labels, "alertname") ?? "unnamed", NAME_LENGTH);
  const matched = services.find((entry) => matches(labels, entry));
  const service = shortened(matched?.name ?? firstLabelOf(labels, SERVICE_LABELS) ?? UNASSIGNED, NAME_LENGTH);
  const listed = matched ?? services.find((entry) => !entry.isDiscovered && entry.name === service);
  const { severity, isAssumed } = severityOfAlert({ alertname, label: labelOf(labels, "severity") }, severities);
  const summary =
    labelOf(annotations, "summary") ?? labelOf(annotations, "description") ?? `${alertname} on ${service}`;
  return {
    fingerprint: alert.fingerprint,
    alertname,
    status: alert.status,
    startsAt: alert.startsAt,
    endsAt: alert.status === "firing" ? null : alert.endsAt,
    labels,
    annotations,
    generatorUrl: alert.generatorURL === "" ? null : alert.generatorURL,
    groupKey,
    service,
    team: shortened(listed?.team ?? labelOf(labels, "team") ?? DEFAULT, NAME_LENGTH),
    environment: shortened(firstLabelOf(labels, ENVIRONMENT_LABELS) ?? DEFAULT, NAME_LENGTH),
    severity,
    isSeverityAssumed: isAssumed,
    summary: shortened(summary, TEXT_LENGTH),
  };
}

/**
 * A webhook body (version 4) as alert signals. A bad alert is named by its index and the path of its first fault; the others
 * stand. Throws invalid_input when the envelope cannot be read: not JSON, no `alerts`, another version.
 */
export function normaliseWebhook(text: string, context: NormaliseContext): NormalisedDelivery {
  const received = parsed(text);
  const { payload, isChanged, replacedChars } = mayNeedCleaning(text) ? cleanPayload(received) : asReceived(received);
  const envelope = envelopeSchema.safeParse(payload);
  if (!envelope.success) {
    const path = envelope.error.issues[0]?.path.join(".") ?? "";
    throw new AppError("invalid_input", `Not an Alertmanager webhook of version 4 (${path === "" ? "body" : path}).`);
  }
  const { alerts, groupKey, truncatedAlerts } = envelope.data;
  const signals: AlertSignal[] = [];
  const rejected: RejectedAlert[] = [];
  for (const [index, candidate] of alerts.entries()) {
    const alert = alertSchema.safeParse(candidate);
    if (alert.success) signals.push(signalOf(alert.data, groupKey, context));
    else rejected.push({ index, path: shortened(alert.error.issues[0]?.path.join(".") ?? "", NAME_LENGTH) });
  }
  return { signals, rejected, replacedChars, truncatedAlerts, body: isChanged ? JSON.stringify(payload) : text };
}

function asReceived(payload: unknown): CleanPayload {
  return { payload, isChanged: false, replacedChars: 0 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid_input", "The body is not JSON.", { cause: error });
  }
}
