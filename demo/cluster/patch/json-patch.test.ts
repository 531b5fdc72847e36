import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyJsonPatch } from "./json-patch";

const deployment = {
  metadata: { uid: "u-1", resourceVersion: "1996", annotations: { "kubernetes.io/change-cause": "release v1" } },
  spec: { template: { spec: { containers: [{ name: "app", image: "shop/order:v1" }] } } },
};

describe("JSON Patch", () => {
  it("replaces the template and an annotation when every test holds", () => {
    const result = applyJsonPatch(deployment, [
      { op: "test", path: "/metadata/uid", value: "u-1" },
      { op: "test", path: "/metadata/resourceVersion", value: "1996" },
      { op: "replace", path: "/spec/template", value: { spec: {} } },
      { op: "add", path: "/metadata/annotations/kubernetes.io~1change-cause", value: "roll back" },
    ]);
    expect(result).toEqual({
      ok: true,
      value: {
        metadata: { uid: "u-1", resourceVersion: "1996", annotations: { "kubernetes.io/change-cause": "roll back" } },
        spec: { template: { spec: {} } },
      },
    });
  });

  it("rejects the whole patch when one test fails and leaves the document alone", () => {
    const before = structuredClone(deployment);
    const result = applyJsonPatch(deployment, [
      { op: "replace", path: "/spec/template", value: {} },
      { op: "test", path: "/metadata/resourceVersion", value: "1995" },
    ]);
    expect(result).toMatchObject({ ok: false, reason: "rejected" });
    expect(deployment).toEqual(before);
  });

  it.each([
    [{ op: "replace", path: "/spec/nope", value: 1 }],
    [{ op: "remove", path: "/spec/nope" }],
    [{ op: "add", path: "/spec/nope/deeper", value: 1 }],
    [{ op: "add", path: "/spec/template/spec/containers/7", value: {} }],
    [{ op: "add", path: "/spec/template/spec/containers/01", value: {} }],
    [{ op: "test", path: "/metadata/uid", value: null }],
    [{ op: "copy", path: "/x", from: "/missing" }],
  ])("rejects %j", (operation) => {
    expect(applyJsonPatch(deployment, [operation])).toMatchObject({ ok: false, reason: "rejected" });
  });

  it("calls an object instead of a list malformed, in the real server's words", () => {
    expect(applyJsonPatch(deployment, { spec: {} })).toEqual({
      ok: false,
      reason: "malformed",
      message: "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch",
    });
    expect(applyJsonPatch(deployment, [{ op: "explode", path: "/" }])).toMatchObject({ reason: "malformed" });
  });

  it("appends, inserts, removes, moves and copies in lists", () => {
    const result = applyJsonPatch({ list: ["a", "b"] }, [
      { op: "add", path: "/list/-", value: "c" },
      { op: "add", path: "/list/0", value: "z" },
      { op: "remove", path: "/list/1" },
      { op: "move", from: "/list/0", path: "/moved" },
      { op: "copy", from: "/list/0", path: "/copied" },
    ]);
    expect(result).toEqual({ ok: true, value: { list: ["b", "c"], moved: "z", copied: "b" } });
  });

  it("treats an absent key as null in a test, as the real server's library does", () => {
    expect(applyJsonPatch({}, [{ op: "test", path: "/absent", value: null }])).toMatchObject({ ok: true });
  });

  it("adds __proto__ as a plain key", () => {
    const result = applyJsonPatch({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]);
    expect(result.ok && Object.keys(Object(result.value))).toEqual(["__proto__"]);
  });

  it("sets any key of any object to any value", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (key, value) => {
        const wire = JSON.parse(JSON.stringify(value));
        const path = `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        const patched = applyJsonPatch({}, [
          { op: "add", path, value: wire },
          { op: "test", path, value: wire },
        ]);
        expect(patched.ok).toBe(true);
      }),
    );
  });
});
