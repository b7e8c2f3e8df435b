import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/build.ts'],
    // Two files side by side on two cores; by default one core would be left idle.
    maxWorkers: 2,
    // Modules are loaded once for each worker, not once for each file: no test changes what another could see.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['machines/**', 'properties/**', 'src/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});
