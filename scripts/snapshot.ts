import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { zipArchiver } from "@/lib/adapters/archive/zip";
import { snapshotManifestSchema } from "@/lib/contracts/snapshot";
import { MANIFEST_PATH, snapshotProblems } from "@/lib/domain/snapshot";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Checks manifest and digests of one archive. Exit code: 0 whole, 1 damaged or altered, 2 could not be read. */
function verify(file: string): number {
  let archive: Uint8Array;
  try {
    archive = readFileSync(file);
  } catch (error) {
    console.error(`${file}: cannot be read (${error instanceof Error ? error.message : "unknown error"})`);
    return 2;
  }
  let files: ReadonlyMap<string, Uint8Array>;
  try {
    files = zipArchiver.unpack(archive);
  } catch {
    console.error(`${file}: not a zip archive, or damaged`);
    return 1;
  }
  const manifestBytes = files.get(MANIFEST_PATH);
  if (manifestBytes === undefined) {
    console.error(`${file}: holds no ${MANIFEST_PATH}; not a Firebreak snapshot`);
    return 1;
  }
  const parsed = snapshotManifestSchema.safeParse(parseJson(manifestBytes));
  if (!parsed.success) {
    console.error(
      `${file}: ${MANIFEST_PATH} is not understood (${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message})`,
    );
    return 1;
  }
  const manifest = parsed.data;
  const present = new Map(
    [...files].map(([path, bytes]) => [path, { sha256: sha256(bytes), bytes: bytes.byteLength }]),
  );
  const problems = snapshotProblems(manifest, present);
  for (const problem of problems) {
    console.error(
      `${problem.path}: ${problem.kind.replace("_", " ")}${problem.kind === "changed_file" ? `, ${problem.actual} instead of ${problem.expected}` : ""}`,
    );
  }
  if (problems.length > 0) return 1;
  console.log(
    `${file}: whole. #${manifest.incident.number} ${manifest.incident.title}, ${manifest.files.length} files, sealed ${manifest.createdAt}`,
  );
  console.log(`sha256 ${sha256(archive)} (compare it with the incident's timeline)`);
  for (const gap of manifest.gaps) console.log(`gap: ${gap.part} (${gap.source}: ${gap.reason})`);
  return 0;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Not JSON: the schema refuses it with a message.
    return null;
  }
}

const [command, file] = process.argv.slice(2);
if (command === "verify" && file) process.exitCode = verify(file);
else if (command === "open") {
  console.error("not_yet: opening a snapshot offline is not built yet; `verify` is");
  process.exitCode = 2;
} else {
  console.error("npm run snapshot -- verify FILE");
  process.exitCode = 2;
}
