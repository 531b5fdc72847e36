// Plain JavaScript: the launcher checks the ports before any package is installed.

/** What each port of a block of 100 is for, as offset from the base. */
export const PORT_OFFSETS = {
  application: 0,
  PostgreSQL: 1,
  Prometheus: 2,
  Alertmanager: 3,
  "etcd clients": 4,
  "etcd peers": 5,
  "trace queries": 6,
  "trace intake": 7,
  cluster: 8,
  "shop admin": 9,
};
/** Pods of the demo cluster. */
export const POD_OFFSETS = { from: 20, to: 79 };
