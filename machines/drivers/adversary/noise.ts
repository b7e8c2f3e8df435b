/** Any single operation of a scenario's transport, as random runs draw them. */
import type fc from 'fast-check';
import { type Draw, oneIn, pick } from '../../../src/numbering/drawn.ts';
import { byteOrderField } from '../../classes/device-classes.ts';
import type { Half, RegisterBlock } from '../../transports/common/transport.ts';
import { TRANSPORTS } from '../../transports/index.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import type { CcwCommand, HostEvent, Interface, Operation, Register } from '../../vocabulary/operation.ts';
import type { CommonOperations } from './common-operations.ts';
import { drawHalf, drawSelect, drawStatus, fromHalf, interfacesOf } from './words.ts';

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
  /**
   * Operations that are drawn as they are, now and then: an exhaustive alphabet, so that sampling misses nothing of it.
   * @defaultValue none
   */
  readonly further?: readonly Operation[];
}

/** About one operation in eight. */
const FURTHER = 8;
const DESCRIPTOR_AREAS = [0x1000, 0x1000, 0] as const;

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

/** Draws one operation; those that are drawn again and again are in `common`. */
export function noise(
  input: DeviceInput,
  constraints: OperationConstraints,
  common: CommonOperations,
): Draw<Operation> {
  const { blocks, hostEvents } = TRANSPORTS[input.transport];
  const host = constraints.hostEvents ?? ['systemReset', 'migrate', ...hostEvents];
  const [first, ...others] = common.shareAll(constraints.further ?? []);
  const further: readonly Weighted[] =
    first === undefined ? [] : [{ weight: FURTHER, draw: (random) => pick(random, [first, ...others]) }];
  const driver =
    blocks === undefined
      ? commandNoise(input, common)
      : interfacesOf(input).flatMap((via) => registerNoise(input, blocks[via], via, constraints, common));
  return weighted([
    ...driver,
    ...further,
    ...host.map((event) => ({ weight: 1, draw: always(common.share({ kind: 'host', event })) })),
  ]);
}

const always =
  (operation: Operation): Draw<Operation> =>
  () =>
    operation;

function registerNoise(
  input: DeviceInput,
  block: RegisterBlock,
  via: Interface,
  constraints: OperationConstraints,
  common: CommonOperations,
): readonly Weighted[] {
  const write =
    (register: Register) =>
    (value: number): Operation => ({ kind: 'write', interface: via, register, value });
  const writeTo = {
    driverFeatureSelect: common.remember(write('driverFeatureSelect')),
    deviceFeatureSelect: common.remember(write('deviceFeatureSelect')),
    deviceStatus: common.remember(write('deviceStatus')),
    queuePfn: common.remember(write('queuePfn')),
    queueDesc: common.remember(write('queueDesc')),
    queueEnable: common.remember(write('queueEnable')),
  };
  const writeFeatures = fromHalf(input, common, write('driverFeature'));
  const read = common.remember((register: Register) => ({ kind: 'read', interface: via, register }));
  const half = (random: fc.Random): Half => (block.selects && oneIn(random, 2) ? 1 : 0);
  const selects: readonly Weighted[] = [
    { weight: 8, draw: (random) => writeTo.driverFeatureSelect(drawSelect(random)) },
    { weight: 2, draw: (random) => writeTo.deviceFeatureSelect(drawSelect(random)) },
  ];
  const enables = block.disablesQueue || constraints.disablesPciQueue === true ? [1, 0] : [1];
  const queue: readonly Weighted[] =
    via === 'legacy'
      ? [{ weight: 4, draw: (random) => writeTo.queuePfn(pick(random, [1, 0])) }]
      : [
          { weight: 2, draw: (random) => writeTo.queueDesc(pick(random, DESCRIPTOR_AREAS)) },
          { weight: 2, draw: (random) => writeTo.queueEnable(pick(random, [1, ...enables])) },
        ];
  return [
    ...(block.selects ? selects : []),
    { weight: 10, draw: (random) => writeFeatures(drawHalf(random, input, half(random))) },
    { weight: 10, draw: (random) => writeTo.deviceStatus(drawStatus(random)) },
    ...queue,
    {
      weight: 6,
      draw: (random) => read(pick(random, block.reads)),
    },
    ...configNoise(input, common, (offset, size) => ({
      kind: 'read',
      interface: via,
      register: 'config',
      offset,
      size,
    })),
    { weight: 3, draw: always(common.share({ kind: 'notify', interface: via, queue: 0 })) },
    ...partialNoise(input, block, via, half),
  ];
}

/** Accesses to a part of a 32-bit register. */
function partialNoise(
  input: DeviceInput,
  block: RegisterBlock,
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
  common: CommonOperations,
  make: (offset: number, size: 1 | 2 | 4) => Operation,
): readonly Weighted[] {
  const end = Math.max(0, ...input.deviceClass.fields.map((field) => field.offset + field.size));
  if (end === 0) return [];
  const field = byteOrderField(input.deviceClass);
  const size = field?.size;
  const bySize = {
    1: common.remember((offset: number) => make(offset, 1)),
    2: common.remember((offset: number) => make(offset, 2)),
    4: common.remember((offset: number) => make(offset, 4)),
  };
  const read = (offset: number, width: 1 | 2 | 4): Operation => bySize[width](offset);
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

function commandNoise(input: DeviceInput, common: CommonOperations): readonly Weighted[] {
  const command = (name: CcwCommand, fields: { index?: number; value?: number } = {}): Operation => ({
    kind: 'ccw',
    command: name,
    ...fields,
  });
  const index = (random: fc.Random): number => pick(random, [0, 1, 0, 1, 0, 1, 2, 0xff]);
  const chooseRevision = common.remember((value: number) => command('SET_VIRTIO_REV', { value }));
  const readOffer = common.remember((of: number) => command('READ_FEAT', { index: of }));
  const writeStatus = common.remember((value: number) => command('WRITE_STATUS', { value }));
  const writers = new Map(
    [0, 1, 2, 0xff].map((of) => [
      of,
      fromHalf(input, common, (value) => command('WRITE_FEAT', { index: of, value })),
    ]),
  );
  const writeFeatures = (of: number, value: number): Operation =>
    writers.get(of)?.(value) ?? command('WRITE_FEAT', { index: of, value });
  const plain = (name: CcwCommand): Draw<Operation> => always(common.share(command(name)));
  return [
    {
      weight: 4,
      draw: (random) => chooseRevision(pick(random, [2, 1, 0, 2, 3, 0xffff])),
    },
    { weight: 3, draw: (random) => readOffer(index(random)) },
    {
      weight: 14,
      draw: (random) => {
        const of = index(random);
        return writeFeatures(of, drawHalf(random, input, of === 1 ? 1 : 0));
      },
    },
    { weight: 10, draw: (random) => writeStatus(drawStatus(random)) },
    { weight: 3, draw: plain('READ_STATUS') },
    { weight: 2, draw: plain('VDEV_RESET') },
    { weight: 3, draw: plain('SET_VQ') },
    ...configNoise(input, common, (offset, size) => ({ kind: 'ccw', command: 'READ_CONF', offset, size })),
    { weight: 1, draw: always(common.share({ kind: 'subchannel', event: 'disable' })) },
    { weight: 2, draw: always(common.share({ kind: 'subchannel', event: 'enable' })) },
    { weight: 3, draw: always(common.share({ kind: 'notify', interface: 'modern', queue: 0 })) },
  ];
}
