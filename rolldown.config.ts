/**
 * The program itself: one file for each program, thread and export of the package, and chunks for what
 * they share, so that every module exists once. `tsc` checks the types and writes the declarations.
 */
import { posix, relative } from 'node:path';
import { defineConfig } from 'rolldown';

/** What is started, or loaded by its name: programs, threads, the package's exports. */
const ENTRIES = [
  'src/machines',
  'properties/index',
  'src/index',
  'src/cli/command-worker',
  'src/cli/main',
  'src/testing/node-test',
  'src/testing/vitest',
  'src/workers/check-worker',
  'src/workers/pools',
  'src/workers/review-worker',
];

const PROJECT = import.meta.dirname;
const MODULE_URL = /MODULE_URL\("([^"]+)"\)/g;

/** Builds `entries`, sources without their ending, into the folder `dir`. */
export const bundle = (entries: readonly string[], dir: string) =>
  defineConfig({
    platform: 'node',
    input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
    // Guards are told apart by xstate's own functions, so a user's xstate has to be the very same; jiti brings a
    // compiler, which only files of users' need, and viz Graphviz, which only drawings need.
    external: [/^node:/, /^xstate(\/|$)/, 'jiti', '@viz-js/viz', 'vitest'],
    plugins: [
      {
        // A module finds its neighbours by its own URL: wherever its code lands, that stays what tsc would make it.
        name: 'module-url',
        transform: {
          filter: { id: /^(?!.*node_modules).*\.ts$/, code: 'import.meta.url' },
          handler: (code, id) => {
            const built = relative(PROJECT, id).replace(/\.ts$/, '.js');
            return code.replaceAll('import.meta.url', `MODULE_URL("${built}")`);
          },
        },
        renderChunk: (code, { fileName }) =>
          code.replaceAll(MODULE_URL, (_call, built: string) =>
            built === fileName
              ? 'import.meta.url'
              : `new URL("${posix.relative(posix.dirname(fileName), built)}", import.meta.url).href`,
          ),
      },
    ],
    output: {
      dir,
      cleanDir: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].js',
    },
  });

export default bundle(ENTRIES, 'dist');
