import { expect, it } from "vitest";
import { releaseName } from "./release-name";

it("names a release by its version, and by its service too where that is another", () => {
  expect(releaseName({ service: "order", version: "r7" }, "order")).toBe("r7");
  expect(releaseName({ service: "auth", version: "v2" }, "gateway")).toBe("auth v2");
});
