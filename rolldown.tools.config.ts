/** Programs for whoever works on the project, which the package does not have: the benchmark and the long proof. */
import { bundle } from './rolldown.config.ts';

export default bundle(
  [
    'src/bench/alphabets',
    'src/bench/main',
    'src/bench/measure',
    'test/fuzz/fuzz-worker',
    'test/fuzz/main',
    'test/mutation/main',
    'test/mutation/mutation-worker',
    'test/prove/equality-worker',
    'test/prove/main',
  ],
  'build',
);
