/** What each port of a block of 100 is for, as offset from the base. */
export const PORT_OFFSETS: Readonly<
  Record<
    | "application"
    | "PostgreSQL"
    | "Prometheus"
    | "Alertmanager"
    | "etcd clients"
    | "etcd peers"
    | "trace queries"
    | "trace intake"
    | "cluster"
    | "shop admin",
    number
  >
>;
export const POD_OFFSETS: { readonly from: number; readonly to: number };
