/** The full alphabet on scenarios that it explores at once: complete, counted, and no false alarm on the reference. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../../src/check/check.ts';
import { explore } from '../../src/explore/explorer.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { base } from '../helpers/explored-scenarios.ts';

type Where = Pick<Scenario, 'semantics' | 'transport' | 'flavour' | 'device' | 'driver'>;

const PLACES: readonly (readonly [
  Where,
  readonly [operations: number, states: number, transitions: number],
])[] = [
  [
    {
      semantics: 'qemu-7.2',
      transport: 'ccw',
      flavour: 'transitional',
      device: 'plain',
      driver: 'adversary',
    },
    [41, 1160, 27260],
  ],
  [
    { semantics: 'qemu-7.2', transport: 'mmio', flavour: 'legacy', device: 'net', driver: 'adversary' },
    [56, 3264, 101184],
  ],
  [
    { semantics: 'qemu-7.2', transport: 'mmio', flavour: 'modern', device: 'plain', driver: 'adversary' },
    [62, 104000, 3536000],
  ],
  [
    { semantics: 'qemu-7.2', transport: 'pci', flavour: 'legacy', device: 'net', driver: 'adversary' },
    [40, 816, 19176],
  ],
  [
    { semantics: 'qemu-7.2', transport: 'pci', flavour: 'modern', device: 'net', driver: 'modern' },
    [7, 1632, 12328],
  ],
];

const named = ({ semantics, transport, flavour, device, driver }: Where): string =>
  `${semantics} ${transport} ${flavour} ${device} ${driver}`;

describe('the full alphabet', () => {
  it.each(PLACES.map(([where, counts]) => [named(where), where, counts] as const))(
    'is explored to the end: %s',
    (_name, where, counts) => {
      const scenario: Scenario = { ...base, backend: 'none', ...where, features: [] };
      const { model, input } = buildModel(scenario, { patches: [] });
      // Without claims, so that a new one changes no count.
      const { states, transitions, complete } = explore(model, input, []).coverage;
      expect(complete).toBe(true);
      expect([model.operations.length, states, transitions]).toEqual(counts);
    },
  );

  it.each([
    ['ccw', 'transitional'],
    ['mmio', 'legacy'],
    ['pci', 'legacy'],
  ] as const)('the reference keeps every claim with it: %s %s', (transport, flavour) => {
    const scenario: Scenario = {
      ...base,
      semantics: 'spec-1.4',
      transport,
      flavour,
      device: 'plain',
      backend: 'none',
      features: [],
    };
    const { coverage, verdicts } = checkScenario(scenario, PROPERTIES, { patches: [] });
    expect(coverage.complete).toBe(true);
    expect(verdicts.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property)).toEqual(
      [],
    );
  });
});
