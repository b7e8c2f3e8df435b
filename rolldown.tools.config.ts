/** Programs for whoever works on the project, which the package does not have: the benchmark and the long proof. */
import { bundle } from './rolldown.config.ts';

export default bundle(
  [
    'src/bench/alphabets',
    'src/bench/main',
    'src/bench/measure',
    'test/prove/equality-worker',
    'test/prove/main',
  ],
  'build',
);
