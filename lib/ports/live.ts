/** Announces committed events to whoever listens in this process (fed by PostgreSQL LISTEN). */
export type LiveHub = {
  /** Called with the incident's id and newest seq after each commit; "*" listens to all. Returns the unsubscriber. */
  subscribe(
    incidentId: string | "*",
    listener: (notice: { readonly incidentId: string; readonly seq: number }) => void,
  ): () => void;
};

/** Carries short-lived notices between the processes of one installation; nothing is stored. */
export type PresenceBus = {
  publish(payloads: readonly string[]): Promise<void>;
  subscribe(listener: (payload: string) => void): () => void;
};
