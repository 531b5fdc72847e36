import type { Pool } from "pg";
import type { Actor } from "@/lib/domain/actor";
import { storableJson } from "./storable";

export const SETTINGS_CHANNEL = "firebreak_settings";

/** The newest value of one key and scope ("global", "team:NAME", "service:NAME"); whoever reads it checks the value. */
export type StoredSetting = { readonly key: string; readonly scope: string; readonly value: unknown };

export type SettingRows = {
  newest(): Promise<readonly StoredSetting[]>;
  /** Appends a change and tells every process at commit (channel firebreak_settings). */
  append(change: StoredSetting & { readonly actor: Actor }): Promise<void>;
};

export function settingRowsOf(pool: Pool): SettingRows {
  return {
    async newest() {
      const { rows } = await pool.query<StoredSetting>(
        "SELECT DISTINCT ON (key, scope) key, scope, value FROM setting_change ORDER BY key, scope, id DESC",
      );
      return rows;
    },
    async append({ key, scope, value, actor }) {
      await pool.query(
        `WITH change AS (INSERT INTO setting_change (key, scope, value, actor) VALUES ($1, $2, $3, $4) RETURNING key)
         SELECT pg_notify('${SETTINGS_CHANNEL}', key) FROM change`,
        [key, scope, storableJson(value), storableJson(actor)],
      );
    },
  };
}
