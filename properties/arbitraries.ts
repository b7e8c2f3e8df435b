/**
 * What drivers and hosts may do to a device, as fast-check arbitraries: full 64-bit feature words, odd
 * registers and odd bytes, and long sequences of noise between fragments of what real drivers do.
 *
 * A feature word shrinks bit by bit, a sequence by leaving out operations; both are simpler with less.
 */
import type fc from 'fast-check';
import { byteOrderField } from '../machines/classes/device-classes.ts';
import type { DeviceInput } from '../machines/device-input.ts';
import {
  conformingStart,
  type Half,
  habits,
  readBackProbes,
  writeWord,
} from '../machines/drivers/register-habits.ts';
import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
} from '../machines/vocabulary/device-status.ts';
import { type FeatureWord, VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import type {
  CcwCommand,
  HostEvent,
  Interface,
  Operation,
  Register,
} from '../machines/vocabulary/operation.ts';
import { type Draw, drawn, fewerBits, oneIn, pick, shorter } from '../src/sample/drawn.ts';
import { fullSet, leastSet } from './common.ts';

export interface OperationConstraints {
  /**
   * Host events that may come between the driver's operations.
   * @defaultValue system reset, migration, and on PCI a function-level reset
   */
  readonly hostEvents?: readonly HostEvent[];
  /**
   * PCI: write 0 to `queueEnable` as well, which a driver must not do and which breaks the device.
   * @defaultValue false
   */
  readonly disablesPciQueue?: boolean;
}

export interface SequenceConstraints extends OperationConstraints {
  /** Operations in the longest sequence. */
  readonly maxLength: number;
}

/** A feature word: parts of the offer, near misses, and now and then any 64 bits. */
export const featureWord = (input: DeviceInput): fc.Arbitrary<FeatureWord> =>
  drawn(
    (random) => drawWord(random, input),
    function* ({ low, high }) {
      for (const each of fewerBits(low)) yield { low: each, high };
      for (const each of fewerBits(high)) yield { low, high: each };
    },
  );

/** A status byte: mostly one of the two canonical paths', sometimes any. */
export const statusByte = (): fc.Arbitrary<number> => drawn(drawStatus, fewerBits);

/** One operation of the scenario's transport and interfaces, or a host event. */
export const operation = (
  input: DeviceInput,
  constraints: OperationConstraints = {},
): fc.Arbitrary<Operation> => drawn(noise(input, constraints), simplerOperation);

/** Up to `maxLength` operations: noise, and fragments of what drivers do. */
export function operationSequence(
  input: DeviceInput,
  constraints: SequenceConstraints,
): fc.Arbitrary<readonly Operation[]> {
  const drawNoise = noise(input, constraints);
  const drawFragment = fragments(input);
  const opening = habits(input, 'modern').chooseRevision;
  return drawn<readonly Operation[]>(
    (random) => {
      const length = random.nextInt(1, constraints.maxLength);
      // Channel I/O: without a revision nothing much happens, and noise chooses a good one rarely.
      const operations: Operation[] = oneIn(random, 2) ? [...opening] : [];
      while (operations.length < length) {
        if (oneIn(random, 4)) operations.push(...drawFragment(random));
        else operations.push(drawNoise(random));
      }
      return operations.slice(0, length);
    },
    (operations) => shorter(operations, simplerOperation),
  );
}

/**
 * Up to `maxLength` choices, for scenarios whose driver is a machine. A choice is a number that `choose`
 * takes for one of the driver's own acts, or, when negative, for a host event.
 */
export const choiceSequence = (constraints: Pick<SequenceConstraints, 'maxLength'>) =>
  drawn<readonly number[]>(
    (random) =>
      Array.from({ length: random.nextInt(1, constraints.maxLength) }, () =>
        oneIn(random, HOST_EVENT_EVERY) ? -random.nextInt(1, CHOICES_MAX) : random.nextInt(0, CHOICES_MAX),
      ),
    (choices) => shorter(choices, simplerChoice),
  );

/** The operation that a drawn choice stands for; undefined when there is nothing to do. */
export function choose(
  own: readonly Operation[],
  host: readonly Operation[],
  choice: number,
): Operation | undefined {
  const wanted = choice < 0 ? host : own;
  const list = wanted.length === 0 ? (choice < 0 ? own : host) : wanted;
  return list[(choice < 0 ? -choice - 1 : choice) % list.length];
}

/** More than a driver ever has to choose from. */
const CHOICES_MAX = 0xffff;
const HOST_EVENT_EVERY = 24;

function* simplerChoice(choice: number): Generator<number> {
  if (choice === 0) return;
  yield 0;
  if (choice < 0) yield -1 - choice;
  for (let half = Math.trunc(choice / 2); half !== 0; half = Math.trunc(half / 2)) yield choice - half;
}

// values --------------------------------------------------------------------------------------------------

/** 32 bits, each as likely set as not. */
const drawBits = (random: fc.Random): number => random.nextInt(0, 0xffff_ffff);

function drawHalf(random: fc.Random, input: DeviceInput, half: Half): number {
  const offered = half === 0 ? input.offered.low : input.offered.high;
  // Without VERSION_1 a high half says little, so it comes more often than chance would have it.
  const version1 = half === 1 && !oneIn(random, 4) ? VERSION_1_HIGH : 0;
  switch (random.nextInt(0, 7)) {
    case 0:
      return 0;
    case 1:
      return version1;
    case 2:
      return offered;
    case 3:
    case 4:
      return ((offered & drawBits(random)) | version1) >>> 0;
    case 5:
    case 6:
      // A near miss: one bit more or less.
      return (((offered & drawBits(random)) | version1) ^ (1 << random.nextInt(0, 31))) >>> 0;
    default:
      return drawBits(random);
  }
}

const drawWord = (random: fc.Random, input: DeviceInput): FeatureWord => ({
  low: drawHalf(random, input, 0),
  high: drawHalf(random, input, 1),
});

const ACKNOWLEDGED = ACKNOWLEDGE | DRIVER;
const CANONICAL_STATUSES = [
  0,
  ACKNOWLEDGE,
  ACKNOWLEDGED,
  ACKNOWLEDGED | FEATURES_OK,
  ACKNOWLEDGED | FEATURES_OK,
  ACKNOWLEDGED | FEATURES_OK | DRIVER_OK,
  ACKNOWLEDGED | DRIVER_OK,
  ACKNOWLEDGED | FAILED,
  ACKNOWLEDGED | DEVICE_NEEDS_RESET,
] as const;

const drawStatus = (random: fc.Random): number =>
  oneIn(random, 6) ? random.nextInt(0, 0xff) : pick(random, CANONICAL_STATUSES);

const drawSelect = (random: fc.Random): number => pick(random, [0, 1, 0, 1, 0, 1, 2, 0xffff_ffff]);

const DESCRIPTOR_AREAS = [0x1000, 0x1000, 0] as const;

// operations ----------------------------------------------------------------------------------------------

/** What a register block takes besides feature words, selects, status bytes, queue 0's registers and config. */
interface Block {
  readonly selects: boolean;
  readonly reads: readonly [Register, ...Register[]];
}

/** The readable registers. MMIO's word is 4 bytes for each register. */
const BLOCKS: Readonly<Record<'pci' | 'mmio', Readonly<Record<Interface, Block>>>> = {
  pci: {
    modern: {
      selects: true,
      reads: [
        'deviceFeature',
        'driverFeature',
        'deviceStatus',
        'numQueues',
        'queueEnable',
        'configGeneration',
      ],
    },
    legacy: { selects: false, reads: ['deviceFeature', 'driverFeature', 'deviceStatus'] },
  },
  mmio: {
    modern: {
      selects: true,
      reads: ['deviceFeature', 'driverFeature', 'deviceStatus', 'queueEnable', 'configGeneration'],
    },
    legacy: {
      selects: true,
      reads: ['deviceFeature', 'driverFeature', 'deviceStatus', 'queueEnable', 'configGeneration'],
    },
  },
};

interface Part {
  readonly size: 1 | 2 | 4;
  readonly at: 0 | 1 | 2 | 3;
}

/** Aligned accesses that touch a part of a 32-bit register. */
const PARTS: readonly [Part, ...Part[]] = [
  { size: 1, at: 0 },
  { size: 1, at: 1 },
  { size: 1, at: 2 },
  { size: 1, at: 3 },
  { size: 2, at: 0 },
  { size: 2, at: 2 },
  { size: 4, at: 0 },
];

interface Weighted {
  readonly weight: number;
  readonly draw: Draw<Operation>;
}

/** Draws from a list of ways to draw, each as often as its weight says. */
function weighted(ways: readonly Weighted[]): Draw<Operation> {
  const slots = ways.flatMap(({ weight, draw }) => Array.from({ length: weight }, () => draw));
  const [first, ...rest] = slots;
  if (first === undefined) throw new RangeError('there must be something to draw');
  const all: readonly [Draw<Operation>, ...Draw<Operation>[]] = [first, ...rest];
  return (random) => pick(random, all)(random);
}

/** The interfaces that the device has; on channel I/O the revision decides, not the operation. */
function interfacesOf(input: DeviceInput): readonly Interface[] {
  if (input.flavour === 'transitional') return ['modern', 'legacy'];
  return [input.flavour];
}

function noise(input: DeviceInput, constraints: OperationConstraints): Draw<Operation> {
  const { transport } = input;
  const host = constraints.hostEvents ?? [
    'systemReset',
    'migrate',
    ...(transport === 'pci' ? (['functionLevelReset'] as const) : []),
  ];
  const driver =
    transport === 'ccw'
      ? commandNoise(input)
      : interfacesOf(input).flatMap((via) => registerNoise(input, BLOCKS[transport][via], via, constraints));
  return weighted([
    ...driver,
    ...host.map((event) => ({ weight: 1, draw: (): Operation => ({ kind: 'host', event }) })),
  ]);
}

function registerNoise(
  input: DeviceInput,
  block: Block,
  via: Interface,
  constraints: OperationConstraints,
): readonly Weighted[] {
  const write = (register: Register, value: number): Operation => ({
    kind: 'write',
    interface: via,
    register,
    value,
  });
  const half = (random: fc.Random): Half => (block.selects && oneIn(random, 2) ? 1 : 0);
  const selects: readonly Weighted[] = [
    { weight: 8, draw: (random) => write('driverFeatureSelect', drawSelect(random)) },
    { weight: 2, draw: (random) => write('deviceFeatureSelect', drawSelect(random)) },
  ];
  const enables = input.transport === 'mmio' || constraints.disablesPciQueue === true ? [1, 0] : [1];
  const queue: readonly Weighted[] =
    via === 'legacy'
      ? [{ weight: 4, draw: (random) => write('queuePfn', pick(random, [1, 0])) }]
      : [
          { weight: 2, draw: (random) => write('queueDesc', pick(random, DESCRIPTOR_AREAS)) },
          { weight: 2, draw: (random) => write('queueEnable', pick(random, [1, ...enables])) },
        ];
  return [
    ...(block.selects ? selects : []),
    { weight: 10, draw: (random) => write('driverFeature', drawHalf(random, input, half(random))) },
    { weight: 10, draw: (random) => write('deviceStatus', drawStatus(random)) },
    ...queue,
    {
      weight: 6,
      draw: (random) => ({ kind: 'read', interface: via, register: pick(random, block.reads) }),
    },
    ...configNoise(input, (offset, size) => ({
      kind: 'read',
      interface: via,
      register: 'config',
      offset,
      size,
    })),
    { weight: 3, draw: () => ({ kind: 'notify', interface: via, queue: 0 }) },
    ...partialNoise(input, block, via, half),
  ];
}

/** Accesses to a part of a 32-bit register. */
function partialNoise(
  input: DeviceInput,
  block: Block,
  via: Interface,
  half: (random: fc.Random) => Half,
): readonly Weighted[] {
  const writes: readonly Weighted[] = [
    {
      weight: 3,
      draw: (random) => {
        const { size, at } = pick(random, PARTS);
        const value = (drawHalf(random, input, half(random)) >>> (8 * at)) & (2 ** (8 * size) - 1);
        return { kind: 'write', interface: via, register: 'driverFeature', value: value >>> 0, size, at };
      },
    },
  ];
  const reads: readonly Weighted[] = [
    {
      weight: 1,
      draw: (random) => {
        const register = pick(random, ['deviceFeature', 'driverFeature'] as const);
        return { kind: 'read', interface: via, register, ...pick(random, PARTS) };
      },
    },
  ];
  const selects: readonly Weighted[] = [
    {
      weight: 1,
      draw: (random) => {
        const register = pick(random, ['deviceFeatureSelect', 'driverFeatureSelect'] as const);
        return {
          kind: 'write',
          interface: via,
          register,
          value: pick(random, [0, 1, 2]),
          ...pick(random, PARTS),
        };
      },
    },
  ];
  return [...writes, ...reads, ...(block.selects ? selects : [])];
}

/** Reads of the telling field, and of anything else inside the class's fields. */
function configNoise(
  input: DeviceInput,
  read: (offset: number, size: 1 | 2 | 4) => Operation,
): readonly Weighted[] {
  const end = Math.max(0, ...input.deviceClass.fields.map((field) => field.offset + field.size));
  if (end === 0) return [];
  const field = byteOrderField(input.deviceClass);
  const size = field?.size;
  return [
    ...(field === undefined || size === 8 || size === undefined
      ? []
      : [{ weight: 5, draw: () => read(field.offset, size) }]),
    {
      weight: 2,
      draw: (random) => {
        const width = pick(random, [1, 2, 4] as const);
        return read(random.nextInt(0, Math.max(0, end - width)), width);
      },
    },
  ];
}

function commandNoise(input: DeviceInput): readonly Weighted[] {
  const command = (name: CcwCommand, fields: { index?: number; value?: number } = {}): Operation => ({
    kind: 'ccw',
    command: name,
    ...fields,
  });
  const index = (random: fc.Random): number => pick(random, [0, 1, 0, 1, 0, 1, 2, 0xff]);
  return [
    {
      weight: 4,
      draw: (random) => command('SET_VIRTIO_REV', { value: pick(random, [2, 1, 0, 2, 3, 0xffff]) }),
    },
    { weight: 3, draw: (random) => command('READ_FEAT', { index: index(random) }) },
    {
      weight: 14,
      draw: (random) => {
        const of = index(random);
        return command('WRITE_FEAT', { index: of, value: drawHalf(random, input, of === 1 ? 1 : 0) });
      },
    },
    { weight: 10, draw: (random) => command('WRITE_STATUS', { value: drawStatus(random) }) },
    { weight: 3, draw: () => command('READ_STATUS') },
    { weight: 2, draw: () => command('VDEV_RESET') },
    { weight: 3, draw: () => command('SET_VQ') },
    ...configNoise(input, (offset, size) => ({ kind: 'ccw', command: 'READ_CONF', offset, size })),
    { weight: 1, draw: () => ({ kind: 'subchannel', event: 'disable' }) },
    { weight: 2, draw: () => ({ kind: 'subchannel', event: 'enable' }) },
    { weight: 3, draw: () => ({ kind: 'notify', interface: 'modern', queue: 0 }) },
  ];
}

// fragments -----------------------------------------------------------------------------------------------

/** Draws a few operations in a row that mean something together; whole starts are often cut short. */
function fragments(input: DeviceInput): Draw<readonly Operation[]> {
  const [first, ...others] = interfacesOf(input).map((via) => fragmentsOf(input, via));
  if (first === undefined) throw new RangeError('a device has at least one interface');
  return (random) => pick(random, pick(random, [first, ...others]))(random);
}

type Fragments = readonly [Draw<readonly Operation[]>, ...Draw<readonly Operation[]>[]];

function fragmentsOf(input: DeviceInput, via: Interface): Fragments {
  const of = habits(input, via);
  const probes = readBackProbes(input, via);
  const full = fullSet(input);
  const least = leastSet(input);
  const set = (random: fc.Random): FeatureWord => pick(random, [full, least, drawWord(random, input)]);
  const order = (random: fc.Random) => pick(random, ['lowFirst', 'highFirst'] as const);
  const accepted = via === 'modern' ? ACKNOWLEDGED | FEATURES_OK : ACKNOWLEDGED;
  const cut = (random: fc.Random, operations: readonly Operation[]): readonly Operation[] =>
    oneIn(random, 2) ? operations : operations.slice(0, random.nextInt(1, operations.length));
  const subchannel: Fragments | readonly [] =
    input.transport === 'ccw'
      ? [
          () => [
            { kind: 'subchannel', event: 'disable' },
            { kind: 'subchannel', event: 'enable' },
            ...of.chooseRevision,
          ],
        ]
      : [];
  return [
    (random) => cut(random, conformingStart(input, via, set(random), order(random))),
    (random) => writeWord(of, set(random), order(random)),
    (random) => [...writeWord(of, set(random), order(random)), ...writeWord(of, set(random), order(random))],
    (random) => [
      ...of.resetDevice,
      ...of.writeStatus(ACKNOWLEDGED),
      ...writeWord(of, set(random), order(random)),
      ...of.writeStatus(accepted),
    ],
    () => [...of.setUpQueue, ...of.writeStatus(accepted | DRIVER_OK), ...of.kick],
    () => [...of.setUpQueue, ...of.kick],
    () => of.resetDevice,
    () => [...of.writeStatus(0), ...of.writeStatus(ACKNOWLEDGED)],
    () => probes,
    ...subchannel,
  ];
}

// shrinking -----------------------------------------------------------------------------------------------

/** Registers whose values are bit sets or selects; a queue register's value is not simpler with fewer bits. */
const SIMPLIFIED = new Set<Register>([
  'driverFeature',
  'deviceStatus',
  'driverFeatureSelect',
  'deviceFeatureSelect',
]);

function* simplerOperation(operation: Operation): Generator<Operation> {
  if (operation.kind === 'ccw') {
    for (const index of fewerBits(operation.index ?? 0)) yield { ...operation, index };
    for (const value of fewerBits(operation.value ?? 0)) yield { ...operation, value };
    return;
  }
  if (operation.kind !== 'write' && operation.kind !== 'read') return;
  const isWhole = operation.size === undefined && operation.at === undefined;
  if (operation.register !== 'config' && !isWhole) {
    const { size: _size, at: _at, ...whole } = operation;
    yield whole;
  }
  if (operation.kind === 'write' && SIMPLIFIED.has(operation.register)) {
    for (const value of fewerBits(operation.value)) yield { ...operation, value };
  }
}
