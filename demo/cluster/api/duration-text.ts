/** Kubernetes' short form of an age (apimachinery duration.HumanDuration): 45s, 3m20s, 45m, 5h10m, 3d4h, 12d. */
export function ageText(fromIso: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(fromIso)) / 1_000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return `${minutes}m${tail(seconds % 60, "s")}`;
  if (hours < 3) return `${minutes}m`;
  if (hours < 8) return `${hours}h${tail(minutes % 60, "m")}`;
  if (hours < 48) return `${hours}h`;
  if (days < 8) return `${days}d${tail(hours % 24, "h")}`;
  return `${days}d`;
}

function tail(value: number, unit: string): string {
  return value === 0 ? "" : `${value}${unit}`;
}
