import type { Explanation } from "./events";
import { SEVERITIES, type Severity, worseSeverity } from "./severity";

/** Values of the label `severity` and what they mean; null = stored, opens no incident. A setting; this is the shipped one. */
export type SeverityMapping = Readonly<Record<string, Severity | null>>;

export const SHIPPED_SEVERITIES: SeverityMapping = {
  sev1: "SEV-1",
  "sev-1": "SEV-1",
  p1: "SEV-1",
  page: "SEV-1",
  critical: "SEV-2",
  sev2: "SEV-2",
  "sev-2": "SEV-2",
  p2: "SEV-2",
  high: "SEV-2",
  warning: "SEV-3",
  error: "SEV-3",
  sev3: "SEV-3",
  "sev-3": "SEV-3",
  p3: "SEV-3",
  info: null,
  none: null,
};

const HEARTBEAT_NAMES = new Set(["watchdog", "deadmansswitch", "heartbeat"]);

/** Alerts that always fire and prove by it that the path works. Never an incident. */
export function isHeartbeat(alertname: string): boolean {
  return HEARTBEAT_NAMES.has(alertname.toLowerCase());
}

/** Severity of one alert. A missing or unknown label gives SEV-3 and says so. */
export function severityOfAlert(
  { alertname, label }: { readonly alertname: string; readonly label: string | undefined },
  mapping: SeverityMapping = SHIPPED_SEVERITIES,
): { readonly severity: Severity | null; readonly isAssumed: boolean } {
  if (isHeartbeat(alertname)) return { severity: null, isAssumed: false };
  const word = (label ?? "").trim().toLowerCase();
  return Object.hasOwn(mapping, word)
    ? { severity: mapping[word] ?? null, isAssumed: false }
    : { severity: "SEV-3", isAssumed: true };
}

/** From this many affected services on, with a tier-1 service among them, an incident is one level more severe. */
const WIDE_SERVICES = 3;

/** An incident's severity from its alerts: the highest of them, one higher when wide and important. */
export function severityOfIncident(facts: {
  readonly alertSeverity: Severity;
  readonly services: readonly string[];
  readonly tierOf: (service: string) => number;
  /** True when no alert of that severity carried it as a label. */
  readonly isAssumed: boolean;
}): { readonly severity: Severity; readonly reason: string; readonly why: readonly Explanation[] } {
  const { alertSeverity, services, tierOf, isAssumed } = facts;
  const highest = isAssumed ? `no severity label, ${alertSeverity} taken` : `highest of its alerts is ${alertSeverity}`;
  const why = [{ key: isAssumed ? "no_severity_label" : "highest_alert", params: { severity: alertSeverity } }];
  const vital = services.find((service) => tierOf(service) === 1);
  if (services.length < WIDE_SERVICES || vital === undefined) {
    return { severity: alertSeverity, reason: highest, why };
  }
  const higher = SEVERITIES[Math.max(0, SEVERITIES.indexOf(alertSeverity) - 1)] ?? alertSeverity;
  return {
    severity: higher,
    reason: `${highest}; one higher because ${services.length} services are affected, ${vital} is tier 1`,
    why: [...why, { key: "one_higher", params: { services: services.length, service: vital } }],
  };
}

/**
 * The level that new alerts raise an incident to, or null when they do not. Only news raises: what people lowered stays
 * lowered until the alerts themselves get worse than they were.
 */
export function raisedSeverity(facts: {
  readonly current: Severity;
  readonly before: Severity | null;
  readonly after: Severity;
}): Severity | null {
  const { current, before, after } = facts;
  if (before !== null && worseSeverity(before, after) === before) return null;
  return worseSeverity(current, after) === current ? null : after;
}
