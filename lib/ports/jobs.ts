/** Wakes a durable background task. A wake-up may be lost or doubled; the rows it reads are the truth. */
export type JobName =
  | "diagnose-incident"
  | "execute-mitigation"
  | "verify-recovery"
  | "watch-incident"
  | "export-snapshot"
  | "sweep";
export type NewJob = {
  readonly name: JobName;
  readonly payload: Readonly<Record<string, string>>;
  readonly key: string;
  readonly runAt?: Date;
};
