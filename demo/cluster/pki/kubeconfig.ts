import type { Role, Tokens } from "../api/access";

interface Kubeconfig {
  server: string;
  ca: string;
  tokens: Tokens;
  /** Who the file speaks for unless another context is asked for. */
  current: Role;
  namespace: string;
}

/** A kubeconfig with one context per role, authority and tokens inside, so that the file is all one needs. */
export function kubeconfigText({ server, ca, tokens, current, namespace }: Kubeconfig): string {
  const cluster = "firebreak-demo";
  const roles: readonly Role[] = ["firebreak", "admin", "viewer"];
  const document = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: cluster, cluster: { server, "certificate-authority-data": Buffer.from(ca).toString("base64") } },
    ],
    users: roles.map((role) => ({ name: role, user: { token: tokens[role] } })),
    contexts: roles.map((role) => ({ name: role, context: { cluster, user: role, namespace } })),
    "current-context": current,
  };
  // JSON is YAML.
  return `${JSON.stringify(document, null, 2)}\n`;
}
