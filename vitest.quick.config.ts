/**
 * `npm run test:quick`: what can be known within the minute between two edits. No QEMU, no program as a process, no
 * exploration of whole scenarios, nothing built. `npm test` runs everything.
 */
import { defineConfig } from 'vitest/config';
import { RUN } from './vitest.config.ts';

/** What takes longer than a second or two: real programs, the built program, explorations, long sampling, Graphviz. */
const LONG = [
  'test/bench/agreement*',
  'test/cli/**',
  'test/compare/**',
  'test/conform/**',
  'test/diagram/{dot-ids,svg}*',
  'test/docs*',
  'test/examples*',
  'test/explore/*.test.ts',
  'test/explore/{claims,scripts}/**',
  'test/force-modern/**',
  'test/helpers/**',
  'test/jobs/**',
  'test/litmus/**',
  'test/live/**',
  'test/machines/catalogue*',
  'test/machines/core/lifecycle*',
  'test/machines/drivers/**',
  'test/mail/{mail-section,model-a-patch,new-patch,properties-of-steps,review-mail,round-trip}*',
  'test/model/**',
  'test/mutation/{judge,survivors}*',
  'test/package*',
  'test/properties/{mutants,reference}*',
  'test/property/**',
  'test/prove/**',
  'test/replay/**',
  'test/report/trace/**',
  'test/review/**',
  'test/sample/**',
  'test/statechart/{compile-machine,step-sharing}*',
  'test/targets/**',
  'test/user-files/**',
];

export default defineConfig({
  test: { ...RUN, include: [...RUN.include], exclude: [...LONG, 'node_modules/**'] },
});
