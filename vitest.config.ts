import { defineConfig } from 'vitest/config';

/** One project per kind of proof (CONTRIBUTING.md). */
export default defineConfig({
  test: {
    projects: [
      project('unit', 10_000),
      project('state-machines', 10_000),
      project('proof', 240_000),
      project('contract', 60_000),
      project('architecture', 120_000),
      project('infra', 180_000),
      project('e2e', 240_000),
      project('browser', 240_000),
    ],
    passWithNoTests: false,
    // Otherwise one core is left to whoever watches: of two, half.
    maxWorkers: '100%',
    expect: { requireAssertions: true },
  },
});

function project(name: string, testTimeout: number) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout,
      hookTimeout: testTimeout,
    },
  };
}
