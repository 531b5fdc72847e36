/** `{ passed, failed, skipped }` from the report of one runner. A file that failed before its tests ran counts as one failure. */

export function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function countPlaywright(report) {
  const { expected, flaky, unexpected, skipped } = report.stats;
  // Errors outside a test: a spec file that does not load, a global setup that failed.
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/** From the JSON lines of `go test -json`; a package that fails without a failed test did not build. */
export function countGo(lines) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const withFailure = new Set();
  const failedPackages = new Set();
  for (const line of lines.split("\n").filter((text) => text.startsWith("{"))) {
    const { Action: action, Package: name, Test: test } = JSON.parse(line);
    if (test === undefined) {
      if (action === "fail") failedPackages.add(name);
      continue;
    }
    if (action === "pass") count.passed += 1;
    if (action === "skip") count.skipped += 1;
    if (action !== "fail") continue;
    count.failed += 1;
    withFailure.add(name);
  }
  count.failed += [...failedPackages].filter((name) => !withFailure.has(name)).length;
  return count;
}
