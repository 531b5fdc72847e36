import { openApiDocument } from "@/lib/contracts/openapi";
import packageJson from "@/package.json";
import { route } from "../handler";

export const GET = route({ capability: "read" }, async ({ app }) =>
  Response.json(openApiDocument({ url: app.env.baseUrl, version: packageJson.version })),
);
