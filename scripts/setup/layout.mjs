import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const rootDir = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
/** State of this checkout; tests and a second demo move it. What was built is shared by all and stays in `.firebreak/build`. */
export const homeDir = process.env.FIREBREAK_HOME
  ? resolve(process.env.FIREBREAK_HOME)
  : resolve(rootDir, ".firebreak");
export const buildRoot = resolve(rootDir, ".firebreak", "build");
