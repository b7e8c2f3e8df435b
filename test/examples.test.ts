/** Every `@example` runs, and comes to what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultAlphabet } from '../machines/drivers/adversary/alphabet.ts';
import { TRANSPORT_TRAITS } from '../machines/vocabulary/transports.ts';
import { PROPERTIES } from '../properties/index.ts';
import { CheckProgress } from '../src/cli/output/check-progress.ts';
import { linkPatch } from '../src/mail/linked-patch.ts';
import { readPatchMail } from '../src/mail/read-patch-mail.ts';
import { buildModel } from '../src/model/build-model.ts';
import { powerOn } from '../src/model/perform.ts';
import { THREAD_SCENARIOS } from '../src/scenarios/force-modern.ts';
import { parseTrace } from '../src/trace/trace-file.ts';
import { fake, small } from './conform/scenarios.ts';
import { docExamples, runExample } from './helpers/doc-examples.ts';

const EXAMPLES = docExamples(['machines', 'properties', 'src']);
const MAIL = 'docs/examples/force-modern-v2.mbox';

// A driver that keeps the rules, because the examples are not about how much an adversary can do.
const scenario = THREAD_SCENARIOS.find(({ driver }) => driver === 'modern');
if (scenario === undefined) throw new RangeError('the thread has no scenario of a modern driver');
const { model, input } = buildModel(scenario, { patches: [] });

/** What an example may name beside what its own module exports. */
const COMMON = { THREAD_SCENARIOS, PROPERTIES, scenario, model, input, defaultAlphabet, readFileSync };

/** What some name besides, made anew for each. */
const MORE: Readonly<Record<string, () => object | Promise<object>>> = {
  'machines/vocabulary/meaning.ts': () => ({ TRANSPORT_TRAITS }),
  'src/cli/output/check-progress.ts': () => ({ progress: new CheckProgress(THREAD_SCENARIOS, 0) }),
  'src/model/untaken.ts': () => ({
    powerOn,
    model: buildModel({ ...scenario, backend: 'none' }, { patches: [] }).model,
  }),
  'src/replay/on-model.ts': () => ({ parseTrace }),
  'src/report/review/mail-section.ts': async () => ({
    patches: (await readPatchMail(readFileSync(MAIL), MAIL)).patches,
    linkPatch,
  }),
  'src/review/binaries/compare-targets.ts': async () => ({
    base: await fake()(small()),
    patched: await fake()(small()),
    sequences: [{ operations: buildModel(small(), { patches: [] }).model.operations }],
  }),
};

describe('an example in a doc comment', () => {
  it('is looked for in all public folders', () => {
    expect(EXAMPLES.length).toBeGreaterThan(10);
  });

  for (const example of EXAMPLES) {
    it(`of ${example.file} comes to what it says, in line ${example.line}`, async () => {
      expect(example.expected, 'what it comes to, as a comment after it').not.toBe('');
      const exported = (await import(join(process.cwd(), example.file))) as object;
      const scope = { ...COMMON, ...exported, ...(await MORE[example.file]?.()) };
      const { found, expected } = await runExample(example, scope);
      expect(found).toEqual(expected);
    });
  }
});
