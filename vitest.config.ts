import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores: files side by side, and no test that waits for a clock.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['machines/**', 'properties/**', 'src/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});
