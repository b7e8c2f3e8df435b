/** Whether a patch says what the patched binary does: each binary against the model that is said to be its own. */
import type { Conformance } from '../../conform/conformance.ts';
import type { Mismatch } from '../../conform/mismatch.ts';
import { type Agreement, agreementOf, type BinariesReview, playedOn } from '../../review/binaries/review.ts';
import type { ScenarioCompared } from '../../review/binaries/review-scenario.ts';
import { nameOf } from '../../review/review.ts';
import { thousands } from '../check/check-report.ts';
import { type Block, heading, paragraph } from '../document/blocks.ts';
import { violationSteps } from '../document/steps.ts';
import type { BinariesReport } from './binaries-report.ts';
import { place } from './steps.ts';

/** In one sentence. */
export function predictionInShort(review: BinariesReview): string {
  const asked = playedOn(review).flatMap(({ conformance }) => conformance ?? []);
  const operations = asked.reduce((sum, { patched }) => sum + patched.steps, 0);
  const total = review.scenarios.length;
  const base = inHowMany(
    asked.map((each) => agreementOf(each.base)),
    total,
  );
  const patched = inHowMany(
    asked.map((each) => agreementOf(each.patched)),
    total,
  );
  return (
    `the patched binary does what the patch says in ${patched} (${thousands(operations)} operations); ` +
    `the base binary does what ${nameOf(review.against)} says in ${base}.`
  );
}

/** `3 of 5 scenarios, not in 1, unknown in 1` */
function inHowMany(agreements: readonly Agreement[], total: number): string {
  const count = (agreement: Agreement) => agreements.filter((each) => each === agreement).length;
  const [agree, differ] = [count('agree'), count('differ')];
  const unknown = total - agree - differ;
  return [
    `${agree} of ${total} ${total === 1 ? 'scenario' : 'scenarios'}`,
    ...(differ === 0 ? [] : [`not in ${differ}`]),
    ...(unknown === 0 ? [] : [`unknown in ${unknown}`]),
  ].join(', ');
}

const SAID: Readonly<Record<Agreement, string>> = {
  agree: 'does what its model says',
  differ: 'does not do what its model says',
  failed: 'failed',
  'nothing played': 'was not held against its model: a bound came first',
};

export function predictionBlocks({ review }: BinariesReport): readonly Block[] {
  const names = {
    base: nameOf(review.against),
    patched: [nameOf(review.against), ...review.patches.map(({ name }) => name)].join(' + '),
  };
  return [
    heading('Is it what the patch says?'),
    ...playedOn(review).flatMap((each) => [paragraph(sentence(each)), ...mismatchBlocks(each, names)]),
  ];
}

function sentence({ scenario, conformance, notHeld }: ScenarioCompared): string {
  if (conformance === undefined) return `${place(scenario)}: not asked (${notHeld ?? 'nothing was played'}).`;
  const side = (which: 'base' | 'patched') => {
    const { steps, runs, transitionsCovered, transitionsTotal, stoppedBy } = conformance[which];
    const cut = stoppedBy === undefined ? '' : `, cut off by ${stoppedBy}`;
    return `the ${which} binary ${SAID[agreementOf(conformance[which])]} (${thousands(steps)} operations, ${thousands(transitionsCovered)}/${thousands(transitionsTotal)} transitions, ${runs} random walks${cut})`;
  };
  return `${place(scenario)}: ${side('patched')}; ${side('base')}.`;
}

function mismatchBlocks(
  { conformance }: ScenarioCompared,
  names: Readonly<Record<'base' | 'patched', string>>,
): readonly Block[] {
  if (conformance === undefined) return [];
  return (['patched', 'base'] as const).flatMap((which) =>
    mismatchesOf(conformance[which]).map(
      (mismatch): Block => ({
        kind: 'item',
        item: {
          title: `The ${which} binary is not ${names[which]}`,
          tone: 'wrong',
          lines: [`After ${mismatch.step + 1} operations: ${mismatch.trace.violation ?? ''}.`],
          steps: violationSteps(mismatch.trace),
        },
      }),
    ),
  );
}

const mismatchesOf = ({ mismatches }: Conformance): readonly Mismatch[] =>
  [...mismatches].sort((one, two) => one.step - two.step).slice(0, 1);
