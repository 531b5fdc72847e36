/** Listens to the board's live stream and remembers when each incident was first announced to a viewer. */
export function listenToBoard(appUrl: string, cookies: string, now: () => Date) {
  const firstSeen = new Map<string, Date>();
  const abort = new AbortController();
  const run = async (): Promise<void> => {
    const response = await fetch(`${appUrl}/api/live`, {
      headers: { cookie: cookies, accept: "text/event-stream" },
      signal: abort.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`GET /api/live: ${response.status}`);
    const decoder = new TextDecoder();
    let buffer = "";
    for await (const chunk of response.body) {
      buffer += decoder.decode(chunk, { stream: true });
      const lines = buffer.split("\n");
      buffer = lines.pop() ?? "";
      for (const line of lines) {
        const id = /^data:.*"incidentId":"([^"]+)"/.exec(line)?.[1];
        if (id !== undefined && !firstSeen.has(id)) firstSeen.set(id, now());
      }
    }
  };
  const ended = run().catch((error: unknown) => {
    if (!abort.signal.aborted) console.error(`live stream: ${error instanceof Error ? error.message : String(error)}`);
  });
  return {
    firstSeen: (incidentId: string): Date | null => firstSeen.get(incidentId) ?? null,
    async close(): Promise<void> {
      abort.abort();
      await ended;
    },
  };
}
