import { z } from "zod";

/**
 * Every setting: its schema, unit and default. Key = what the settings table, `firebreak.yaml` (`settings:`) and the API use.
 * Scopes: global, `team:NAME`, `service:NAME`; the narrowest wins.
 */
export const SETTINGS = {
  /** Observation window of verification. SPEC 0.4: 3 minutes. */
  recoveryWindowMs: { schema: z.int().min(1_000).max(3_600_000), default: 180_000 },
  /** How long an unapproved plan stays valid. */
  planTtlMs: { schema: z.int().min(10_000).max(86_400_000), default: 600_000 },
  /** Wait after the first alert before the first diagnosis, so that its series exist. */
  diagnosisDelayMs: { schema: z.int().min(0).max(60_000), default: 2_000 },
  /** How long a service must miss its objective before that is the fault class sli_deviation. SPEC 0.9: 30 s. */
  deviationForMs: { schema: z.int().min(1_000).max(3_600_000), default: 30_000 },
  /** Time between two status updates of an incident, by severity. 0 = nobody is reminded. */
  updateEverySev1Ms: { schema: z.int().min(0).max(86_400_000), default: 900_000 },
  updateEverySev2Ms: { schema: z.int().min(0).max(86_400_000), default: 1_800_000 },
  updateEverySev3Ms: { schema: z.int().min(0).max(86_400_000), default: 3_600_000 },
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type SettingValues = { readonly [K in SettingKey]: z.infer<(typeof SETTINGS)[K]["schema"]> };

export const SETTING_DEFAULTS: SettingValues = {
  recoveryWindowMs: SETTINGS.recoveryWindowMs.default,
  planTtlMs: SETTINGS.planTtlMs.default,
  diagnosisDelayMs: SETTINGS.diagnosisDelayMs.default,
  deviationForMs: SETTINGS.deviationForMs.default,
  updateEverySev1Ms: SETTINGS.updateEverySev1Ms.default,
  updateEverySev2Ms: SETTINGS.updateEverySev2Ms.default,
  updateEverySev3Ms: SETTINGS.updateEverySev3Ms.default,
};

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}
