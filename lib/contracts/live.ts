/** Incidents on one browser's live stream: more rooms than anybody has open, and their address still fits into a request line. */
export const MAX_LIVE_INCIDENTS = 200;
