import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Layout, Program } from "./layout";
import type { MemberCommand } from "./supervisor";

/** Prometheus as the demo runs it: one second scrape and evaluation, pods discovered from the cluster's target file. */
export function prometheusConfig(layout: Layout, targetsFile: string): string {
  return stringify({
    global: { scrape_interval: "1s", scrape_timeout: "900ms", evaluation_interval: "1s" },
    rule_files: ["rules.yml"],
    alerting: {
      alertmanagers: [{ api_version: "v2", static_configs: [{ targets: [new URL(layout.alertmanagerUrl).host] }] }],
    },
    scrape_configs: [
      { job_name: "shop", file_sd_configs: [{ files: [targetsFile], refresh_interval: "5s" }] },
      {
        job_name: "firebreak",
        scrape_interval: "5s",
        scrape_timeout: "4s",
        authorization: { type: "Bearer", credentials_file: layout.webhookTokenFile },
        static_configs: [{ targets: [new URL(layout.applicationUrl).host] }],
      },
      {
        job_name: "prometheus",
        scrape_interval: "5s",
        static_configs: [{ targets: [new URL(layout.prometheusUrl).host] }],
      },
    ],
  });
}

/** Alertmanager as the demo runs it: alerts of one service in one delivery, 100 ms after the first. */
export function alertmanagerConfig(layout: Layout): string {
  return stringify({
    global: { resolve_timeout: "10s" },
    route: {
      receiver: "firebreak",
      group_by: ["service", "environment"],
      group_wait: "100ms",
      group_interval: "1s",
      repeat_interval: "1h",
      // The dead man's switch: Firebreak must hear of it often, or the silence means nothing.
      routes: [
        { matchers: ['alertname="Watchdog"'], group_by: ["alertname"], group_interval: "15s", repeat_interval: "15s" },
      ],
    },
    receivers: [
      {
        name: "firebreak",
        webhook_configs: [
          {
            url: `${layout.applicationUrl}/api/webhooks/alertmanager`,
            send_resolved: true,
            max_alerts: 0,
            http_config: { authorization: { type: "Bearer", credentials_file: layout.webhookTokenFile } },
          },
        ],
      },
    ],
  });
}

export function prometheusCommand(layout: Layout, program: Program, targetsFile: string): MemberCommand {
  const folder = join(layout.demoDir, "prometheus");
  mkdirSync(join(folder, "data"), { recursive: true });
  copyFileSync(join(import.meta.dirname, "rules.yml"), join(folder, "rules.yml"));
  writeFileSync(join(folder, "prometheus.yml"), prometheusConfig(layout, targetsFile), { mode: 0o600 });
  return serverCommand(layout, "prometheus", program, [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    "--storage.tsdb.retention.time=15d",
    `--web.listen-address=127.0.0.1:${layout.port("Prometheus")}`,
    `--web.external-url=${layout.prometheusUrl}`,
    // The snapshot spares a restart the replay of the write-ahead log (4.5 s for 40 minutes of one-second scrapes).
    "--enable-feature=native-histograms,exemplar-storage,memory-snapshot-on-shutdown",
    "--web.enable-lifecycle",
    "--log.level=warn",
  ]);
}

export function alertmanagerCommand(layout: Layout, program: Program): MemberCommand {
  const folder = join(layout.demoDir, "alertmanager");
  mkdirSync(join(folder, "data"), { recursive: true });
  writeFileSync(join(folder, "alertmanager.yml"), alertmanagerConfig(layout), { mode: 0o600 });
  return serverCommand(layout, "alertmanager", program, [
    `--config.file=${join(folder, "alertmanager.yml")}`,
    `--storage.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${layout.port("Alertmanager")}`,
    `--web.external-url=${layout.alertmanagerUrl}`,
    "--cluster.listen-address=", // empty: a single one, or it also opens 0.0.0.0:9094
    "--log.level=warn",
  ]);
}

export function etcdCommand(layout: Layout, program: Program): MemberCommand {
  const folder = join(layout.demoDir, "etcd");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const flags = [
    ["--name", "firebreak"],
    ["--data-dir", join(folder, "data")],
    ["--listen-client-urls", layout.etcdUrl],
    ["--advertise-client-urls", layout.etcdUrl],
    ["--listen-peer-urls", layout.etcdPeerUrl],
    ["--initial-advertise-peer-urls", layout.etcdPeerUrl],
    ["--initial-cluster", `firebreak=${layout.etcdPeerUrl}`],
    ["--auto-compaction-mode", "periodic"],
    ["--auto-compaction-retention", "1h"],
    ["--logger", "zap"],
    ["--log-level", "warn"],
  ];
  return serverCommand(layout, "etcd", program, flags.flat());
}

/**
 * A server from its binary or, where a Docker engine answers on Linux, from its image: host network and the same paths
 * inside, so that the flags are the same. The image of etcd has no entry point, the other two have their program.
 */
export function serverCommand(layout: Layout, name: string, program: Program, args: readonly string[]): MemberCommand {
  const cwd = layout.demoDir;
  if (program.kind === "binary") return { name, file: program.file, args, cwd };
  const container = `firebreak-${layout.port("application")}-${name}`;
  const run = ["run", "--rm", "--name", container, "--network=host", `--user=${process.getuid?.() ?? 0}`];
  const mount = ["-v", `${cwd}:${cwd}`];
  return {
    name,
    file: program.docker,
    args: [...run, ...mount, program.image, ...(name === "etcd" ? ["etcd"] : []), ...args],
    cwd,
  };
}
