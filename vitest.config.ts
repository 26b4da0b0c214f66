import { configDefaults, defineConfig } from 'vitest/config';

const exclude = [...configDefaults.exclude, 'dist/**', 'examples/**', '.xpar/**'];

/** Rooms on values and ports, and the built CLI on real repositories: `vitest run --project unit` for the quick half. */
const report = process.env['XPAR_TEST_REPORT'];

export default defineConfig({
  test: {
    // CI reads the counts from a file; everybody else only looks.
    ...(report === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: report } }),
    // More than the two processors that CI has: tests of the built program wait for programs and clocks half of the time.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, 'test/e2e/**'],
          testTimeout: 30_000,
          // Rooms on values keep nothing between two files, and loading them anew for each takes as long as the tests.
          isolate: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/*.test.ts'],
          exclude,
          globalSetup: 'test/rig/build-once.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
