import { expect, it } from "vitest";
import { backoffMs, DEMO_BACKOFF } from "./backoff";
import { imageId, parseShopImage } from "./image";

const services = new Set(["order"]);

it("knows shop images of known services at a version", () => {
  expect(parseShopImage("shop/order:v2", services)).toEqual({ service: "order", version: "v2" });
  expect(parseShopImage("shop/order:v1.4.2-rc.1", services)).toEqual({ service: "order", version: "v1.4.2-rc.1" });
  for (const unknown of ["shop/order", "shop/order:latest", "shop/nope:v1", "order:v1", "shop/order:v1 --admin x"]) {
    expect(parseShopImage(unknown, services)).toBeUndefined();
  }
});

it("has one digest per program, service and version", () => {
  const image = { service: "order", version: "v2" };
  expect(imageId("aa", image)).toMatch(/^docker-pullable:\/\/shop\/order@sha256:[0-9a-f]{64}$/);
  expect(imageId("aa", image)).toBe(imageId("aa", image));
  const others = [imageId("bb", image), imageId("aa", { ...image, version: "v1" })];
  expect(others).not.toContain(imageId("aa", image));
});

it("restarts at once, then waits twice as long each time up to the cap", () => {
  const delays = [1, 2, 3, 4, 20].map((failures) => backoffMs(failures, DEMO_BACKOFF));
  expect(delays).toEqual([0, 1_000, 2_000, 4_000, 30_000]);
});
