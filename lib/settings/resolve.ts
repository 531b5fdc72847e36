import { SETTING_DEFAULTS, SETTINGS, type SettingKey, type SettingValues } from "./defaults";

/** The newest stored value of one key and scope. */
export type SettingOverride = { readonly key: SettingKey; readonly scope: string; readonly value: unknown };

export type SettingSources = {
  readonly overrides: readonly SettingOverride[];
  readonly environment: Partial<SettingValues>;
  readonly file: Partial<SettingValues>;
};

/**
 * One setting's value for a service: override (service, then team, then global) > environment > file > default.
 * A stored value that no longer fits its schema is passed over.
 */
export function resolveSetting<K extends SettingKey>(
  sources: SettingSources,
  key: K,
  where: { readonly service?: string; readonly team?: string } = {},
): SettingValues[K] {
  const scopes = [where.service && `service:${where.service}`, where.team && `team:${where.team}`, "global"];
  for (const scope of scopes) {
    const override = sources.overrides.find((o) => o.key === key && o.scope === scope);
    if (override === undefined) continue;
    const parsed = SETTINGS[key].schema.safeParse(override.value);
    if (parsed.success) return parsed.data;
  }
  return sources.environment[key] ?? sources.file[key] ?? SETTING_DEFAULTS[key];
}
