import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line: `123 passed, 0 failed, 4 skipped`, after the reasons of what was skipped. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skips: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'failed') counts.failed += 1;
        else {
          counts.skipped += 1;
          skips.push(`skipped: ${test.fullName}${result.state === 'skipped' && result.note ? `: ${result.note}` : ''}`);
        }
      }
    }
    counts.failed += errors.length;
    for (const line of skips) console.log(line);
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
