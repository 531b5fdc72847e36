/** The receiver to add to Alertmanager; the token stays in a file. */
export function receiverText(baseUrl: string): string {
  return `receivers:
  - name: firebreak
    webhook_configs:
      - url: ${baseUrl}/api/webhooks/alertmanager
        send_resolved: true
        http_config:
          authorization: { credentials_file: /etc/alertmanager/firebreak.token }`;
}

/** One alert by hand, as Alertmanager would send it; the token comes from the environment. */
export function curlText(baseUrl: string): string {
  return `curl -sS ${baseUrl}/api/webhooks/alertmanager \\
  -H "Authorization: Bearer $FIREBREAK_WEBHOOK_TOKEN" \\
  -H "Content-Type: application/json" -d '{
  "version": "4", "status": "firing", "receiver": "firebreak",
  "groupKey": "{}:{}", "groupLabels": {}, "truncatedAlerts": 0,
  "commonLabels": {}, "commonAnnotations": {}, "externalURL": "",
  "alerts": [{
    "status": "firing", "fingerprint": "first-alert",
    "labels": { "alertname": "HighLatency", "service": "order",
                "severity": "critical" },
    "annotations": { "summary": "order p95 latency" },
    "startsAt": "'$(date -u +%FT%TZ)'", "generatorURL": "",
    "endsAt": "0001-01-01T00:00:00Z" }] }'`;
}
