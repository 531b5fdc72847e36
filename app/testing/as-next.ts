// First: makes AsyncLocalStorage global, as Next does before anything else runs.
import "next/dist/server/node-environment-baseline.js";
import { workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external.js";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external.js";
import { createRequestStoreForAPI } from "next/dist/server/async-storage/request-store.js";
import { NextRequest } from "next/server.js";

type RequestStoreInput = Parameters<typeof createRequestStoreForAPI>;
type WorkStore = Parameters<typeof workAsyncStorage.run>[0];

/** Runs a route handler as Next would, so that code which asks `next/headers` (next-auth does) finds the request. */
export async function asNext<T>(request: Request, run: (request: NextRequest) => Promise<T>): Promise<T> {
  const asked = new NextRequest(request);
  const { url } = asked;
  const inputs: unknown[] = [
    asked,
    new URL(url),
    { tags: [], expirationsByCacheKind: new Map() },
    undefined,
    undefined,
    undefined,
  ];
  // Internals of Next with far more fields than a route handler reads.
  const store = createRequestStoreForAPI(...(inputs as RequestStoreInput));
  const work = { route: new URL(url).pathname } as WorkStore;
  return workAsyncStorage.run(work, () => workUnitAsyncStorage.run(store, () => run(asked)));
}
