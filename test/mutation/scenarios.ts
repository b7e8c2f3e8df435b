/**
 * The scenarios in which mutants are judged: few and small, so that every one of a thousand mutants can be explored to
 * its end, and together wide enough that they use every machine. The adversary drives all of them.
 */

import { byteOrderField } from '../../machines/classes/device-classes.ts';
import { adversaryOperations } from '../../machines/drivers/adversary/alphabet.ts';
import { SMALL_OPERATIONS } from '../../machines/drivers/adversary/operation-names.ts';
import { TRANSPORTS } from '../../machines/transports/index.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { type FeatureWord, featureBit, wordOf } from '../../machines/vocabulary/feature-bits.ts';
import type { HostEvent, Interface, Operation, Register } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type BuiltModel, buildModel, impossible } from '../../src/model/build-model.ts';
import { compileModel } from '../../src/model/model.ts';
import { flatKey } from '../../src/numbering/interner.ts';

/** The bases whose mutants are made. */
export const BASES = ['spec-1.4', 'qemu-7.2', 'qemu-6.1'] as const;

/** One scenario of every base, with what the adversary distinguishes in it. */
export interface Stage {
  readonly name: string;
  readonly scenario: Omit<Scenario, 'semantics'>;
  /** Names of the bits that are written together, for each letter. */
  readonly letters: readonly (readonly string[])[];
  readonly statuses: readonly number[];
  readonly hostEvents: readonly HostEvent[];
  /** Where a register would multiply the states: the only values that are written to it here. */
  readonly writes?: Readonly<Partial<Record<Register, readonly number[]>>>;
  /** The machines whose mutants are judged here; all that take part if absent. */
  readonly machines?: readonly string[];
}

const MODERN = [0, 0x03, 0x0b, 0x0f, 0x83, 0x8b, 0x8f];
const LEGACY = [0, 0x03, 0x07, 0x83];
const BOTH = [0, 0x03, 0x0b, 0x0f, 0x07, 0x83];
// On channel I/O a status is taken whole or not at all: words count only after a write of DRIVER by itself.
const isFailed = (status: number): boolean => (status & 0x80) !== 0;
const MODERN_UNFAILED = MODERN.filter((status) => !isFailed(status));
const BOTH_UNFAILED = BOTH.filter((status) => !isFailed(status));
const CORES = ['reference-device', 'qemu-virtio-device'];

const scene = (fields: Partial<Scenario>): Omit<Scenario, 'semantics'> => ({
  patches: [],
  transport: 'ccw',
  flavour: 'modern',
  device: 'plain',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
  features: [],
  ...fields,
});

/** Small ones first: most mutants are caught in one of these. */
export const STAGES: readonly Stage[] = [
  {
    name: 'pci-legacy',
    scenario: scene({
      transport: 'pci',
      flavour: 'legacy',
      device: 'net',
      backend: 'vhost-user',
      features: ['MTU', 'CTRL_VQ', 'MQ'],
    }),
    letters: [['CTRL_VQ', 'MQ'], ['UNUSED_30']],
    statuses: LEGACY,
    hostEvents: ['systemReset', 'migrate'],
  },
  {
    name: 'mmio-legacy',
    scenario: scene({
      transport: 'mmio',
      flavour: 'legacy',
      device: 'blk',
      backend: 'vhost-user',
      features: ['BLK_SIZE'],
    }),
    letters: [['BLK_SIZE'], ['1']],
    statuses: LEGACY,
    hostEvents: ['systemReset', 'migrate'],
  },
  {
    name: 'ccw-plain',
    scenario: scene({ flavour: 'transitional' }),
    letters: [['VERSION_1'], ['2']],
    statuses: BOTH,
    hostEvents: ['systemReset', 'migrate'],
  },
  {
    name: 'ccw-blk',
    scenario: scene({
      flavour: 'transitional',
      device: 'blk',
      backend: 'vhost-user',
      features: ['BLK_SIZE'],
    }),
    letters: [['VERSION_1'], ['BLK_SIZE']],
    statuses: BOTH_UNFAILED,
    hostEvents: ['migrate', 'pause', 'resume'],
    machines: ['virtio-blk', 'vhost', ...CORES],
  },
  {
    name: 'ccw-blk-alone',
    scenario: scene({ device: 'blk', features: ['BLK_SIZE'] }),
    letters: [['VERSION_1']],
    statuses: MODERN_UNFAILED,
    hostEvents: ['migrate'],
    machines: ['virtio-blk'],
  },
  {
    name: 'ccw-net',
    scenario: scene({
      device: 'net',
      backend: 'vhost-user',
      features: ['MTU', 'CTRL_VQ', 'MQ', 'STANDBY', 'ACCESS_PLATFORM'],
    }),
    letters: [['VERSION_1'], ['ACCESS_PLATFORM'], ['CTRL_VQ', 'MQ'], ['STANDBY']],
    statuses: MODERN_UNFAILED,
    hostEvents: ['migrate', 'linkDown', 'linkUp'],
    machines: ['virtio-net', 'vhost', 'virtio-ccw', ...CORES],
  },
  {
    name: 'pci-queues',
    scenario: scene({ transport: 'pci', device: 'net', backend: 'vhost-user', features: ['CTRL_VQ', 'MQ'] }),
    letters: [['VERSION_1', 'CTRL_VQ', 'MQ']],
    statuses: [0, 0x0f],
    hostEvents: ['systemReset', 'functionLevelReset'],
    writes: { driverFeatureSelect: [1] },
    machines: ['virtio-pci', 'virtio-net', ...CORES],
  },
  {
    name: 'pci-links',
    scenario: scene({ transport: 'pci', device: 'net', features: ['STATUS'] }),
    letters: [['VERSION_1']],
    statuses: [0, 0x0f],
    hostEvents: ['migrate', 'linkDown', 'linkUp'],
    writes: {
      driverFeatureSelect: [1],
      driverFeature: [1],
      deviceFeatureSelect: [],
      queueDesc: [],
      queueEnable: [],
    },
    machines: ['virtio-pci', 'virtio-net', ...CORES],
  },
  {
    name: 'mmio-modern',
    scenario: scene({ transport: 'mmio', device: 'net', features: ['MTU'] }),
    letters: [['VERSION_1'], ['MTU']],
    statuses: MODERN,
    hostEvents: ['systemReset', 'migrate'],
    writes: { deviceFeatureSelect: [] },
    machines: ['virtio-mmio', ...CORES],
  },
  {
    name: 'mmio-queues',
    scenario: scene({ transport: 'mmio', device: 'net', features: ['STATUS'] }),
    letters: [['VERSION_1']],
    statuses: [0, 0x0b, 0x0f],
    hostEvents: ['systemReset'],
    writes: { driverFeatureSelect: [1], driverFeature: [1] },
    machines: ['virtio-mmio', 'virtio-net'],
  },
  {
    name: 'pci-served',
    scenario: scene({ transport: 'pci', features: ['EVENT_IDX'] }),
    letters: [['VERSION_1', 'EVENT_IDX']],
    statuses: [0, 0x0b, 0x0f],
    hostEvents: ['systemReset', 'functionLevelReset'],
    writes: { driverFeatureSelect: [0, 1, 2], deviceFeatureSelect: [], driverFeature: [0, 1, 0x20000000] },
    machines: ['virtio-pci', 'plain-class', ...CORES],
  },
  {
    name: 'pci-transitional',
    scenario: scene({ transport: 'pci', flavour: 'transitional' }),
    letters: [['VERSION_1'], ['2']],
    statuses: BOTH_UNFAILED,
    hostEvents: ['systemReset', 'migrate'],
    writes: { deviceFeatureSelect: [], queueDesc: [], queueEnable: [] },
    machines: ['virtio-pci', 'plain-class', ...CORES],
  },
];

/** Drivers that keep to the specification: what only the adversary tells may be left open by it. */
export const CONFORMING = ['modern', 'legacy'] as const;

/** The same device with a conforming driver; undefined where it cannot be played. */
export function conformingModel(
  { scenario }: Stage,
  semantics: string,
  driver: (typeof CONFORMING)[number],
): BuiltModel | undefined {
  const driven = { ...scenario, semantics, driver };
  return impossible(driven) === undefined ? buildModel(driven, { patches: [] }) : undefined;
}

/** The model of a stage on a base. */
export function stageModel(stage: Stage, semantics: string): BuiltModel {
  const { scenario, letters, statuses, hostEvents, writes = {} } = stage;
  const word = (names: readonly string[]): FeatureWord =>
    wordOf(names.map((name) => bitNamed(name, scenario.device)));
  const alphabet = {
    letters: letters.map(word),
    statuses,
    hostEvents,
    // A host event is an operation of its own name; of further statuses a stage has those that it lists.
    furtherStatuses: [],
    operations: [...new Set([...SMALL_OPERATIONS, 'furtherStatuses' as const, ...hostEvents])],
  };
  const built = buildModel({ ...scenario, semantics }, { patches: [], alphabet });
  return { ...built, model: compileModel({ ...built.model, operations: widened(built, writes) }) };
}

function bitNamed(name: string, device: string): number {
  const bit = featureBit(name, device);
  if (bit === undefined) throw new RangeError(`feature "${name}" is not known for device ${device}`);
  return bit;
}

/** The adversary's operations, and those that it draws only when it is asked for: without them a place is not reached. */
function widened(
  { input, alphabet }: BuiltModel,
  writes: NonNullable<Stage['writes']>,
): readonly Operation[] {
  const all = [...adversaryOperations(input, alphabet), ...furtherAccesses(input), ...furtherCommands(input)];
  const known = new Map<string, Operation>();
  for (const operation of all) {
    if (operation.kind === 'write' && operation.at === undefined) {
      const values = writes[operation.register];
      if (values !== undefined && !values.includes(operation.value)) continue;
    }
    const key = flatKey(operation);
    if (!known.has(key)) known.set(key, operation);
  }
  return [...known.values()];
}

function furtherAccesses(input: DeviceInput): readonly Operation[] {
  const { blocks } = TRANSPORTS[input.transport];
  if (blocks === undefined) return [];
  const interfaces: readonly Interface[] =
    input.flavour === 'transitional'
      ? ['modern', 'legacy']
      : [input.flavour === 'legacy' ? 'legacy' : 'modern'];
  return interfaces.flatMap((via): readonly Operation[] => {
    const read = (register: Register): Operation => ({ kind: 'read', interface: via, register });
    const write = (register: Register, value: number): Operation => ({
      kind: 'write',
      interface: via,
      register,
      value,
    });
    const reads = blocks[via].reads.map(read);
    const writes = [
      ...(blocks[via].selects ? [write('driverFeatureSelect', 2), write('deviceFeatureSelect', 2)] : []),
      write('driverFeature', 0),
      write('deviceStatus', 0),
      ...(via === 'legacy'
        ? [write('queuePfn', 0), write('queuePfn', 1)]
        : [write('queueDesc', 0), write('queueEnable', 0), write('queueEnable', 2)]),
    ];
    // Inside a register, where some hear nothing and others read all ones.
    const inside = [...reads, ...writes.map((each) => ({ ...each, value: 1 }))].map(
      (each): Operation => ({ ...each, size: 1, at: 1 }) as Operation,
    );
    const narrow = reads.map((each): Operation => ({ ...each, size: 1 }) as Operation);
    return [...reads, ...writes, ...inside, ...narrow];
  });
}

function furtherCommands(input: DeviceInput): readonly Operation[] {
  if (TRANSPORTS[input.transport].blocks !== undefined) return [];
  const field = byteOrderField(input.deviceClass);
  return [
    { kind: 'ccw', command: 'SET_VIRTIO_REV', value: 3 },
    { kind: 'ccw', command: 'READ_FEAT', index: 2 },
    { kind: 'ccw', command: 'WRITE_FEAT', index: 2, value: 0 },
    { kind: 'ccw', command: 'WRITE_CONF', offset: field?.offset ?? 0, size: 1, value: 0 },
    { kind: 'ccw', command: 'READ_CONF', offset: field?.offset ?? 0, size: 1 },
    ...(input.flavour === 'modern' ? [] : [{ kind: 'notify', interface: 'legacy', queue: 0 } as const]),
  ];
}
