import { expect, it } from "vitest";
import { Store } from "./store";

const START_MS = Date.parse("2026-11-20T18:00:00Z");

function storeWith(name: string) {
  const store = new Store(() => START_MS);
  const metadata = store.newMeta({ name });
  const namespace = store.create("namespaces", {
    kind: "Namespace",
    apiVersion: "v1",
    metadata,
    status: { phase: "Active" },
  });
  return { store, namespace };
}

it("gives every write a higher version and keeps the uid", () => {
  const { store, namespace } = storeWith("shop");
  const next = store.replace("namespaces", { ...namespace, metadata: { ...namespace.metadata, labels: { a: "b" } } });
  expect(Number(next?.metadata.resourceVersion)).toBe(Number(namespace.metadata.resourceVersion) + 1);
  expect(next?.metadata.uid).toBe(namespace.metadata.uid);
  expect(namespace.metadata.labels).toBeUndefined();
});

it("does not bring back an object that is gone, nor overwrite its successor", () => {
  const { store, namespace } = storeWith("shop");
  store.remove("namespaces", namespace);
  expect(store.replace("namespaces", namespace)).toBeUndefined();
  store.create("namespaces", { ...namespace, metadata: store.newMeta({ name: "shop" }) });
  expect(store.replace("namespaces", namespace)).toBeUndefined();
});

it("remembers changes after a version and says when it has forgotten some", () => {
  const { store, namespace } = storeWith("shop");
  const since = store.resourceVersion;
  store.remove("namespaces", namespace);
  expect(store.changesSince("namespaces", since)).toMatchObject([{ type: "DELETED" }]);
  expect(store.changesSince("pods", since)).toEqual([]);
  // A version from before this store began: an earlier run of the server.
  expect(store.changesSince("namespaces", START_MS - 1)).toBe("expired");
  for (let writes = 0; writes < 5_000; writes += 1) {
    store.create("namespaces", { ...namespace, metadata: store.newMeta({ name: `n-${writes}` }) });
  }
  expect(store.changesSince("namespaces", since)).toBe("expired");
});

it("tells every listener all changes in the same order, also those made by a listener", () => {
  const { store, namespace } = storeWith("first");
  const seen: { one: number[]; two: number[] } = { one: [], two: [] };
  store.subscribe((change) => {
    seen.one.push(change.resourceVersion);
    if (change.object.metadata.name === "second") {
      store.create("namespaces", { ...namespace, metadata: store.newMeta({ name: "third" }) });
    }
  });
  store.subscribe((change) => seen.two.push(change.resourceVersion));
  store.create("namespaces", { ...namespace, metadata: store.newMeta({ name: "second" }) });
  expect(seen.one).toHaveLength(2);
  expect(seen.two).toEqual(seen.one);
});
