import { defineConfig } from 'vitest/config';

/** How tests are run, all of them or a few: vitest.quick.config.ts has the same. */
export const RUN = {
  include: ['test/**/*.test.ts'],
  // Two files side by side on two cores; by default one core would be left idle.
  maxWorkers: 2,
  // Modules are loaded once for each worker, not once for each file: no test changes what another could see.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    ...RUN,
    include: [...RUN.include],
    globalSetup: ['test/helpers/build.ts'],
    coverage: {
      provider: 'v8',
      include: ['machines/**', 'properties/**', 'src/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});
