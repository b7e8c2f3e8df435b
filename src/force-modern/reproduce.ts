/** Plays the thread's early-configuration traces on the installed QEMU, where there is one. */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { expectedConfig } from '../../properties/common.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../check/check.ts';
import { buildModel } from '../model/build-model.ts';
import { THREAD_BASE } from '../scenarios/force-modern.ts';
import { openQemu } from '../targets/kinds/qemu.ts';
import { type Replay, replayOn } from '../targets/replay.ts';
import { TargetError } from '../targets/target.ts';
import type { Trace } from '../trace/trace.ts';
import type { Reproduction } from './report.ts';

interface Exhibit {
  readonly title: string;
  readonly scenario: Pick<Scenario, 'transport' | 'flavour' | 'driver'>;
  readonly property: string;
}

const EXHIBITS: readonly Exhibit[] = [
  {
    title: 'MMIO, big-endian m68k: what Linux 5.18 does, with VERSION_1 already written',
    scenario: { transport: 'mmio', flavour: 'modern', driver: 'linux-5.18' },
    property: 'modernConfigLittleEndianOnceVersion1Written',
  },
  {
    title: 'PCI, big-endian pseries: a conforming driver that reads before it writes features',
    scenario: { transport: 'pci', flavour: 'transitional', driver: 'modern' },
    property: 'modernConfigLittleEndianBeforeFeatures',
  },
];

/** Finds the traces on the model, without a back end, and plays each one. */
export async function reproduceOnQemu(binary?: string): Promise<readonly Reproduction[]> {
  const reproductions: Reproduction[] = [];
  for (const exhibit of EXHIBITS) reproductions.push(await reproduce(exhibit, binary));
  return reproductions;
}

async function reproduce(
  { title, scenario: part, property }: Exhibit,
  binary: string | undefined,
): Promise<Reproduction> {
  const scenario: Scenario = {
    ...part,
    semantics: THREAD_BASE,
    patches: [],
    device: 'net',
    backend: 'none',
    byteOrder: 'big',
    features: ['MTU', 'CTRL_VQ', 'MQ'],
  };
  const [verdict] = checkScenario(
    scenario,
    PROPERTIES.filter(({ id }) => id === property),
    { patches: [], alphabet: { hostEvents: [] } },
  ).verdicts;
  if (verdict?.verdict !== 'violated') {
    return { title, target: 'the model does not show it', outcome: 'not played', lines: [] };
  }
  try {
    const target = await openQemu(scenario, binary === undefined ? {} : { binary });
    try {
      const replay = await replayOn(verdict.trace, target);
      const outcome = replay.firstDifference === undefined ? 'reproduced' : 'not reproduced';
      return { title, target: target.name, outcome, lines: linesOf(verdict.trace, replay) };
    } finally {
      await target.close();
    }
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { title, target: error.message, outcome: 'not played', lines: [] };
  }
}

function linesOf(trace: Trace, { steps, firstDifference }: Replay): readonly string[] {
  const { input } = buildModel(trace.scenario, { patches: [] });
  const must = expectedConfig(input, false);
  const config = steps.flatMap(({ expected, observed }, index) =>
    [...expected, ...observed].some(({ kind }) => kind === 'config')
      ? [
          `step ${index + 1}, read the MTU: a modern driver must see ${must ?? ''}; the model says ${bytesOf(expected)}, QEMU says ${bytesOf(observed)}`,
        ]
      : [],
  );
  const compared = `${steps.length} operations played; ${firstDifference === undefined ? 'every value read is the model’s' : `the first difference is at step ${firstDifference + 1}`}`;
  return [...config, compared];
}

const bytesOf = (observations: Replay['steps'][number]['observed']): string =>
  observations.flatMap((each) => (each.kind === 'config' ? [each.bytes] : [])).join(' ');
