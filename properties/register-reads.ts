/** Reads give what the device holds: its registers, and its offer word by word. */
import { TRANSPORTS } from '../machines/transports/index.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { formatStatus } from '../machines/vocabulary/device-status.ts';
import { type FeatureWord, formatWord } from '../machines/vocabulary/feature-bits.ts';
import { withConformingOffer } from '../machines/vocabulary/offerable.ts';
import type { Interface, Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, StateSeen, StepProperty, StepSeen } from '../src/property/property.ts';
import { speaksLegacy, speaksModern } from './common.ts';

type Read = Extract<Operation, { kind: 'read' }>;

const HELD = ['deviceStatus', 'queueEnable', 'numQueues', 'driverFeature'];

/** A whole register that can be read, and whose value the device holds. */
const readsRegister = (operation: Operation): operation is Read =>
  operation.kind === 'read' &&
  (operation.at ?? 0) === 0 &&
  operation.size === undefined &&
  HELD.includes(operation.register);

/** What the device holds; undefined where the register is another thing, or cannot be read. */
function held({ operation, before, input }: StepSeen): number | undefined {
  if (!readsRegister(operation) || !input.traits.hasRegisters) return undefined;
  const { register, interface: via } = operation;
  if (!TRANSPORTS[input.transport].blocks?.[via].reads.includes(register)) return undefined;
  switch (register) {
    case 'deviceStatus':
      // While a reset goes on the register may show something else (4.1.4.3.1-e).
      return before.core.deviceStatus === 0 ? undefined : before.core.deviceStatus;
    case 'queueEnable':
      return via === 'modern' ? Number(before.transport.queueEnabled) : undefined;
    case 'numQueues':
      return before.class.numQueues;
    case 'driverFeature':
      // The modern one shows a copy, and on MMIO it can only be written.
      return via === 'legacy' && input.transport === 'pci' ? before.core.guestFeaturesLow >>> 0 : undefined;
    default:
      return undefined;
  }
}

export const registersReadAsTheyAre: StepProperty = {
  id: 'registersReadAsTheyAre',
  claim:
    'The status, the number of queues, QueueReady and a legacy driver’s word read as the device has them.',
  rules: ['4.1.4.3-d', '4.2.2-c', '4.1.4.10-g', 'R16'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'class', 'transport.queueEnabled'],
  concerns: readsRegister,
  skips: (input) => (input.traits.hasRegisters ? undefined : `${input.traits.title} has no registers`),
  applies: (step) => held(step) !== undefined,
  violation: (step) => {
    const value = held(step);
    const { operation, observations } = step;
    if (value === undefined || !readsRegister(operation)) return undefined;
    const { register } = operation;
    const seen = observations.find((each) => each.kind === 'read' && each.register === register);
    if (seen?.kind === 'read' && seen.value >>> 0 === value) return undefined;
    const text = register === 'deviceStatus' ? formatStatus(value) : `0x${value.toString(16)}`;
    return `${register} is ${text}, and ${seen?.kind === 'read' ? `reads 0x${seen.value.toString(16)}` : 'reads as nothing'}`;
  },
};

const interfaces = ({ flavour }: DeviceInput): readonly Interface[] =>
  flavour === 'transitional' ? ['modern', 'legacy'] : [flavour];

/** The words of an offer that an interface shows, the second one first: what was selected before must not matter. */
function readWords(input: DeviceInput, via: Interface): readonly Operation[] {
  if (!input.traits.hasRegisters)
    return (via === 'modern' ? [1, 0] : [0]).map((index) => ({ kind: 'ccw', command: 'READ_FEAT', index }));
  const read: Operation = { kind: 'read', interface: via, register: 'deviceFeature' };
  if (TRANSPORTS[input.transport].blocks?.[via].selects !== true) return [read];
  return [1, 0].flatMap((value): readonly Operation[] => [
    { kind: 'write', interface: via, register: 'deviceFeatureSelect', value },
    read,
  ]);
}

/** What the interface has to show at least, and the most that it may: nothing hides a second word from a legacy driver. */
function bounds(
  input: DeviceInput,
  via: Interface,
): { readonly most: FeatureWord; readonly least: FeatureWord } {
  const { offered, offeredModern } = withConformingOffer(input);
  return via === 'modern'
    ? { most: input.offeredModern, least: offeredModern }
    : { most: input.offered, least: { ...offered, high: 0 } };
}

const lacks = (one: FeatureWord, other: FeatureWord): boolean =>
  (other.low & ~one.low) !== 0 || (other.high & ~one.high) !== 0;

const canSpeak = (state: StateSeen): boolean => speaksModern(state) || speaksLegacy(state);

export const offerReadsByWord: ReachabilityProperty = {
  id: 'offerReadsByWord',
  claim: 'Each word of the offer reads as the device was told to offer it, through each of its interfaces.',
  rules: ['S21', '4.1.4.3.1-a', '2.2-a'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  // What a device offers is its own affair (S21); that the offer stays as it is has a claim of its own.
  applies: (state) => canSpeak(state) && state.core.deviceStatus === 0,
  scripts: (input) => interfaces(input).map((via) => ({ name: via, operations: readWords(input, via) })),
  violation: ({ input, transport }, observations, name) => {
    const via = interfaces(input).find((each) => each === name);
    const isSpoken = !input.traits.hasRevision || (transport.revision >= 1 ? 'modern' : 'legacy') === via;
    if (via === undefined || !isSpoken) return undefined;
    const words = observations.flatMap((each) =>
      each.kind === 'read' && each.register === 'deviceFeature' ? [each.value >>> 0] : [],
    );
    const [low, high = 0] = words.toReversed();
    const { most, least } = bounds(input, via);
    const device = input.deviceClass.name;
    if (low === undefined) return `the offer is ${formatWord(least, device)}, and no word of it can be read`;
    const seen = { low, high };
    return lacks(seen, least) || lacks(most, seen)
      ? `the offer is ${formatWord(least, device)}, and ${formatWord(seen, device)} reads`
      : undefined;
  },
};
