/**
 * Which properties may notice a change of a step, the likeliest first: those that look at what the step changes or
 * decides. Worked out at once from the machines' steps and the claims themselves; nothing is explored.
 */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { getOrInsert } from '../numbering/get-or-insert.ts';
import { deviceParts, KnownDevice } from './known-device.ts';

/** A named step of a machine. */
export interface NamedStep {
  /** A machine id: `virtio-pci`, `qemu-virtio-device`. */
  readonly machine: string;
  readonly kind: 'action' | 'guard';
  readonly name: string;
}

/** A property that may notice, and how near what it looks at is to the step: more is nearer. */
export interface NoticingProperty {
  readonly id: string;
  readonly nearness: number;
}

/** What is further away is not named. */
const NEARNESS_MIN = 0.02;

/**
 * The properties that may notice a change of one step, nearest first; none for a machine that has no such step, nor
 * for a driver's steps, which decide nothing but what comes next.
 *
 * @example propertiesOfStep({ machine: 'vhost', kind: 'action', name: 'sendAcked' })[0].id // 'backendHearsNothingEarly'
 */
export function propertiesOfStep(step: NamedStep): readonly NoticingProperty[] {
  const { machine, kind, name } = step;
  const found = new Map<string, number>();
  for (const scenario of devicesWith(step))
    for (const [id, nearness] of getOrInsert(devices, scenario, know).nearness(machine, kind, name))
      found.set(id, Math.max(nearness, found.get(id) ?? 0));
  return [...found]
    .map(([id, nearness]) => ({ id, nearness }))
    .filter(({ nearness }) => nearness >= NEARNESS_MIN)
    .sort((a, b) => b.nearness - a.nearness);
}

const net = (fields: Pick<Scenario, 'transport' | 'flavour'> & Partial<Scenario>): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'STATUS', 'MQ', 'STANDBY', 'ACCESS_PLATFORM'],
  ...fields,
});

/** Together they have every machine but the drivers', and every interface of each transport. */
const SCENARIOS: readonly Scenario[] = [
  net({ transport: 'pci', flavour: 'transitional' }),
  net({ transport: 'ccw', flavour: 'transitional' }),
  net({ transport: 'mmio', flavour: 'modern' }),
  net({ transport: 'mmio', flavour: 'legacy' }),
  net({ transport: 'ccw', flavour: 'transitional', device: 'blk', features: ['ACCESS_PLATFORM'] }),
  net({ transport: 'pci', flavour: 'transitional', device: 'plain', backend: 'none', features: [] }),
  net({ transport: 'pci', flavour: 'transitional', semantics: 'spec-1.4' }),
  net({ transport: 'ccw', flavour: 'transitional', semantics: 'spec-1.4' }),
  net({
    transport: 'ccw',
    flavour: 'modern',
    device: 'plain',
    backend: 'none',
    features: [],
    semantics: 'spec-1.4',
  }),
  net({ transport: 'mmio', flavour: 'modern', semantics: 'spec-1.4' }),
];

/** A third device says what two have said. */
const DEVICES_MAX = 2;

const devices = new Map<Scenario, KnownDevice>();
const know = (scenario: Scenario): KnownDevice => new KnownDevice(scenario, PROPERTIES);

const stepsIn = new Map<Scenario, ReadonlySet<string>>();

const labelOf = ({ machine, kind, name }: NamedStep): string => `${kind} ${machine} ${name}`;

const devicesWith = (step: NamedStep): readonly Scenario[] =>
  SCENARIOS.filter((scenario) => getOrInsert(stepsIn, scenario, stepsOf).has(labelOf(step))).slice(
    0,
    DEVICES_MAX,
  );

const stepsOf = (scenario: Scenario): ReadonlySet<string> =>
  new Set(
    deviceParts(scenario).parts.flatMap(({ machine: { id: machine, implementations } }) => [
      ...Object.keys(implementations.actions).map((name) => labelOf({ machine, kind: 'action', name })),
      ...Object.keys(implementations.guards).map((name) => labelOf({ machine, kind: 'guard', name })),
    ]),
  );
