/** `--qemu-base` and `--qemu-patched`: what a review of two binaries is asked for. */

import type { BinariesRequest } from '../../review/binaries/plan.ts';
import type { Pair } from '../../review/binaries/play-both.ts';
import { readAgainst } from './against.ts';
import type { CommonOptions } from './common.ts';
import { scenarioRequest } from './scenario.ts';
import { UsageError } from './usage-error.ts';

/** What `review` takes for two binaries, and what it has besides that then makes no sense. */
export interface BinariesOptions {
  readonly qemuBase?: string | undefined;
  readonly qemuPatched?: string | undefined;
  readonly against?: string | undefined;
  readonly with: readonly string[];
  readonly alphabet: 'small' | 'full';
}

/** By which of the two it names. */
export const BINARY_OPTIONS: Readonly<Record<keyof Pair<string>, string>> = {
  base: '--qemu-base',
  patched: '--qemu-patched',
};

/** True if the options ask for two binaries. */
export const asksForBinaries = ({ qemuBase, qemuPatched }: BinariesOptions): boolean =>
  qemuBase !== undefined || qemuPatched !== undefined;

/** @throws UsageError when one of them is missing, or when options make no sense here */
export function binariesRequest(options: CommonOptions, own: BinariesOptions): BinariesRequest {
  const binaries = bothBinaries(own);
  refuseOthers(options, own);
  const against = readAgainst(options.semantics, own.against);
  return { binaries, against, scenarios: scenarioRequest({ ...options, semantics: undefined, patch: [] }) };
}

function bothBinaries({ qemuBase, qemuPatched }: BinariesOptions): Pair<string> {
  if (qemuBase === undefined || qemuPatched === undefined) {
    const { base, patched } = BINARY_OPTIONS;
    const [given, missing] = qemuBase === undefined ? [patched, base] : [base, patched];
    throw new UsageError(`${given} needs ${missing} as well: two binaries are compared with each other`);
  }
  return { base: qemuBase, patched: qemuPatched };
}

/** What asks for models to be explored, or for somebody other than an adversary to play. */
function refuseOthers(options: CommonOptions, own: BinariesOptions): void {
  const given: readonly (readonly [name: string, isGiven: boolean])[] = [
    ['--with', own.with.length > 0],
    ['--alphabet', own.alphabet !== 'small'],
    ['--property', options.property.length > 0],
    ['--properties', options.properties.length > 0],
    ['--engine', options.engine !== 'exhaustive'],
    ['--max-states', options.maxStates !== undefined],
    ['--max-memory', options.maxMemory !== undefined],
    ['--workers', options.workers !== undefined],
    ['--driver', options.driver !== undefined && options.driver !== 'adversary'],
    ['--backend', options.backend !== undefined && options.backend !== 'none'],
  ];
  const [refused] = given.flatMap(([name, isGiven]) => (isGiven ? [name] : []));
  if (refused !== undefined)
    throw new UsageError(
      `${refused} makes no sense with two binaries: the same operations are played on both, by no driver and without vhost, and no claim is checked`,
    );
}
