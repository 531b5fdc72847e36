import { describe, expect, it } from "vitest";
import { beliefParams } from "./belief-params";

describe("the top hypothesis in a row", () => {
  it("names a release by its version, and by its service too where that is not the incident's", () => {
    expect(beliefParams("order", { service: "order", version: "r7" }).version).toBe("r7");
    expect(beliefParams("gateway", { service: "auth", version: "v2" }).version).toBe("auth v2");
    expect(beliefParams("gateway", { service: "auth", version: null }).version).toBe("auth");
  });

  it("calls a place outside by its name", () => {
    expect(beliefParams("order", { service: "external:bank", version: null }).service).toBe("bank");
  });
});
