import type { Severity } from "./severity";

/** One alert of one delivery, in our words. Identity of the episode is team + fingerprint + startsAt. */
export type AlertSignal = {
  readonly fingerprint: string;
  readonly alertname: string;
  readonly status: "firing" | "resolved";
  readonly startsAt: Date;
  /** null while firing (Alertmanager sends the Go zero time). */
  readonly endsAt: Date | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorUrl: string | null;
  readonly groupKey: string;
  readonly service: string;
  readonly team: string;
  readonly environment: string;
  /** null: stored, but opens no incident (Watchdog, heartbeat, severity none or info). */
  readonly severity: Severity | null;
  /** True when the alert carried no severity label and the default was taken. */
  readonly isSeverityAssumed: boolean;
  readonly summary: string;
};

/** A stored firing period of one alert. */
export type AlertEpisode = {
  readonly id: string;
  readonly incidentId: string | null;
  readonly fingerprint: string;
  readonly alertname: string;
  readonly service: string;
  readonly team: string;
  readonly environment: string;
  readonly severity: Severity | null;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorUrl: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  /** Who has seen it, and when; null = nobody yet. Seeing it silences nothing. */
  readonly seen: { readonly by: string; readonly at: Date } | null;
};
