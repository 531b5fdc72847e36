import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";

const recorded = z
  .looseObject({ alerts: z.array(z.looseObject({ labels: z.record(z.string(), z.string()) })) })
  .parse(JSON.parse(readFileSync("lib/adapters/alertmanager/recorded/webhook-firing.json", "utf8")));

const SERVICES = ["gateway", "auth", "order", "payment", "inventory", "risk"];

/** Webhook bodies of new alerts that began now, as Alertmanager sends them, spread over the six services of a shop. */
export function bodies(count: number, alertsEach: number): Buffer[] {
  const [alert] = recorded.alerts;
  if (alert === undefined) throw new Error("the recording holds no alert");
  return Array.from({ length: count }, (_, body) => {
    const service = SERVICES[body % SERVICES.length] ?? "order";
    const alerts = Array.from({ length: alertsEach }, (_, index) => ({
      ...alert,
      startsAt: new Date().toISOString(),
      fingerprint: randomUUID().replaceAll("-", "").slice(16),
      labels: { ...alert.labels, service, pod: `${service}-7d9f6c-${body}-${index}` },
    }));
    return Buffer.from(`${JSON.stringify({ ...recorded, alerts })}\n`);
  });
}
