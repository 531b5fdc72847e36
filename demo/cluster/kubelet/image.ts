import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

export interface ShopImage {
  service: string;
  version: string;
}

const IMAGE = /^shop\/([a-z][a-z0-9-]*):(v\d[\w.-]*)$/;

/** Images that can be pulled: `shop/<known service>:v<digit>…`. Everything else is unknown, as in an empty registry. */
export function parseShopImage(image: string, services: ReadonlySet<string>): ShopImage | undefined {
  const match = IMAGE.exec(image);
  const [, service, version] = match ?? [];
  if (service === undefined || version === undefined || !services.has(service)) return undefined;
  return { service, version };
}

/** Stable as long as the program is: a rebuilt binary is another image, a restarted cluster is not. */
export function imageId(binarySha256: string, image: ShopImage): string {
  const digest = createHash("sha256").update(`${binarySha256}\n${image.service}\n${image.version}`).digest("hex");
  return `docker-pullable://shop/${image.service}@sha256:${digest}`;
}

/** SHA-256 of a file in hex. Rejects when it cannot be read. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
