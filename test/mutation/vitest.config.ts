import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * The quick tests in one project: each mutant is shown to those of them that reach it, in one thread that has loaded
 * them all, since loading is what a mutant would cost most.
 */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/{unit,state-machines}/**/*.test.ts'],
    exclude: ['test/unit/{local,portal}/**'],
    testTimeout: 60_000,
    isolate: false,
    pool: 'threads',
  },
});
