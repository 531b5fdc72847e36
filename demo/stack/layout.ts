import { join } from "node:path";
import { POD_OFFSETS, PORT_OFFSETS } from "./ports.mjs";
import type { JaegerChoice } from "./trace-store";

export type Program =
  | { readonly kind: "binary"; readonly file: string }
  | { readonly kind: "image"; readonly image: string; readonly docker: string };

/** What the launcher found and built before the stack starts. */
export type StackInput = {
  readonly rootDir: string;
  /** The `.firebreak` folder of this stack. */
  readonly homeDir: string;
  readonly portBase: number;
  readonly isHeadless: boolean;
  readonly hasTraffic: boolean;
  readonly scenario: string | null;
  readonly programs: { readonly prometheus: Program; readonly alertmanager: Program; readonly etcd: Program };
  readonly jaeger: JaegerChoice;
  /** Binary of the demo shop. */
  readonly shop: string;
  /** Next's output folder, relative to the root; null when there is no web application yet. */
  readonly dist: string | null;
};

/** Addresses and folders of one stack; everything follows from the port base and the home folder. */
export function layoutOf({ homeDir, portBase }: { homeDir: string; portBase: number }) {
  const port = (use: keyof typeof PORT_OFFSETS) => portBase + PORT_OFFSETS[use];
  const url = (use: keyof typeof PORT_OFFSETS) => `http://127.0.0.1:${port(use)}`;
  const demoDir = join(homeDir, "demo");
  return {
    demoDir,
    stateFile: join(demoDir, "state.json"),
    accountsFile: join(demoDir, "accounts.json"),
    webhookTokenFile: join(demoDir, "webhook-token"),
    port,
    applicationUrl: url("application"),
    prometheusUrl: url("Prometheus"),
    alertmanagerUrl: url("Alertmanager"),
    etcdUrl: url("etcd clients"),
    etcdPeerUrl: url("etcd peers"),
    jaegerUrl: url("trace queries"),
    otlpUrl: `${url("trace intake")}/v1/traces`,
    shopAdminUrl: url("shop admin"),
    podPorts: `${portBase + POD_OFFSETS.from}-${portBase + POD_OFFSETS.to}`,
  };
}
export type Layout = ReturnType<typeof layoutOf>;
