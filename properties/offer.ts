/** What a device offers: at every select, at any time, and only what it may. */
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import {
  bitsOf,
  dependenciesMet,
  type FeatureWord,
  formatWord,
  hasBit,
  VERSION_1_HIGH,
  VIRTIO_NET_F_CTRL_VQ,
} from '../machines/vocabulary/feature-bits.ts';
import { mayBeOffered } from '../machines/vocabulary/offerable.ts';
import type { Observation, Operation } from '../machines/vocabulary/operation.ts';
import type {
  ReachabilityProperty,
  RelationalProperty,
  StateSeen,
  StepProperty,
  StepSeen,
} from '../src/property/property.ts';
import { modern, needsModern, speaksModern } from './common.ts';

const readsOffer = (operation: Operation): boolean =>
  operation.kind === 'ccw'
    ? operation.command === 'READ_FEAT'
    : operation.kind === 'read' && operation.register === 'deviceFeature';

/** A whole word of the offer that a modern driver reads in this step. */
function wordRead(step: StepSeen): { readonly index: number; readonly value: number } | undefined {
  const { operation, before, after } = step;
  if (!readsOffer(operation)) return undefined;
  const seen = step.observations.find((each) => each.kind === 'read');
  if (seen?.kind !== 'read') return undefined;
  if (operation.kind === 'ccw')
    return after.transport.revision >= 1 ? { index: operation.index ?? 0, value: seen.value } : undefined;
  if (operation.kind !== 'read' || operation.interface !== 'modern') return undefined;
  const isWhole = (operation.size ?? 4) === 4 && (operation.at ?? 0) === 0;
  return isWhole ? { index: before.transport.deviceFeatureSelect, value: seen.value } : undefined;
}

const ofOneWord = {
  kind: 'step',
  reads: ['transport.revision', 'transport.deviceFeatureSelect'],
  concerns: readsOffer,
  skips: needsModern,
} as const;

export const version1IsOffered: StepProperty = {
  ...ofOneWord,
  id: 'version1IsOffered',
  claim: 'Through the modern interface VERSION_1 is offered.',
  rules: ['6.2-a'],
  level: 'must',
  seenBy: 'driver',
  applies: (step) => wordRead(step)?.index === 1,
  violation: (step) =>
    ((wordRead(step)?.value ?? 0) & VERSION_1_HIGH) !== 0
      ? undefined
      : `word 1 of the offer reads 0x${(wordRead(step)?.value ?? 0).toString(16)}, without VERSION_1`,
};

export const onlyMeaningfulBitsOffered: StepProperty = {
  ...ofOneWord,
  id: 'onlyMeaningfulBitsOffered',
  claim: 'No bit is offered that means nothing on this transport and for this device type.',
  rules: ['2.2.2-d', '4.2.5-a', '4.3.4-a', '6.2-f'],
  level: 'must',
  seenBy: 'driver',
  applies: (step) => (wordRead(step)?.index ?? 2) < 2,
  violation: (step) => {
    const word = wordRead(step);
    const offer = { low: word?.index === 0 ? word.value : 0, high: word?.index === 1 ? word.value : 0 };
    const wrong = bitsOf(offer).filter((bit) => !mayBeOffered(bit, step.input));
    const { name } = step.input.deviceClass;
    return wrong.length === 0
      ? undefined
      : `the offer ${formatWord(offer, name)} has bit ${wrong.join(', ')}, which ${step.input.traits.title} and ${name} do not know`;
  },
};

/** The two words of an offer that was read low half first. */
function offerIn(observations: readonly Observation[]): FeatureWord | undefined {
  const words = observations.flatMap((each) =>
    each.kind === 'read' && each.register === 'deviceFeature' ? [each.value >>> 0] : [],
  );
  const [low, high] = words;
  return low === undefined || high === undefined ? undefined : { low, high };
}

const readBoth = (input: DeviceInput): readonly Operation[] => [
  ...modern(input).readOffer(0),
  ...modern(input).readOffer(1),
];

const ofTheOffer = {
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  // That the offer stays as it is has a claim of its own.
  applies: (state: StateSeen) => speaksModern(state) && state.core.deviceStatus === 0,
  scripts: (input: DeviceInput) => [{ name: '', operations: readBoth(input) }],
} as const;

const VIRTIO_BLK_F_FLUSH = 9;
const VIRTIO_BLK_F_CONFIG_WCE = 11;

export const offerIsClosed: ReachabilityProperty = {
  ...ofTheOffer,
  id: 'offerIsClosed',
  claim: 'Every offered bit comes with the bits that it requires.',
  rules: ['2.2.2-a', '5.2.5.2-a'],
  level: 'must',
  seenBy: 'driver',
  skips: needsModern,
  violation: ({ input }, observations) => {
    const offer = offerIn(observations);
    const { name } = input.deviceClass;
    if (offer === undefined) return undefined;
    const lacksFlush =
      name === 'blk' && hasBit(offer, VIRTIO_BLK_F_CONFIG_WCE) && !hasBit(offer, VIRTIO_BLK_F_FLUSH);
    return dependenciesMet(offer, name) && !lacksFlush
      ? undefined
      : `${formatWord(offer, name)} is offered, in which a bit lacks what it requires`;
  },
};

/** VIRTIO_NET_F_CTRL_RX_EXTRA and HASH_REPORT: the rule came too late to be stronger. */
const WANT_CONTROL_QUEUE = [20, 57];

export const lateDependenciesOffered: ReachabilityProperty = {
  ...ofTheOffer,
  id: 'lateDependenciesOffered',
  claim: 'CTRL_RX_EXTRA and HASH_REPORT are offered only with CTRL_VQ.',
  rules: ['5.1.4.1-a'],
  level: 'should',
  seenBy: 'driver',
  skips: (input) =>
    input.deviceClass.name !== 'net'
      ? 'only a network device has these bits'
      : WANT_CONTROL_QUEUE.some((bit) => hasBit(input.offeredModern, bit))
        ? needsModern(input)
        : 'neither bit is offered',
  violation: ({ input }, observations) => {
    const offer = offerIn(observations);
    if (offer === undefined || hasBit(offer, VIRTIO_NET_F_CTRL_VQ)) return undefined;
    return WANT_CONTROL_QUEUE.some((bit) => hasBit(offer, bit))
      ? `${formatWord(offer, input.deviceClass.name)} is offered, without CTRL_VQ`
      : undefined;
  },
};

export const offerNeverChanges: RelationalProperty = {
  id: 'offerNeverChanges',
  claim: 'The offer is the same at any time.',
  rules: ['R22', '4.1.4.3.1-a', 'S21'],
  level: 'derived',
  kind: 'relational',
  reads: ['transport.revision'],
  skips: needsModern,
  applies: speaksModern,
  variants: (input) => [
    {
      name: 'the offer as it reads now, or on a fresh device',
      left: [],
      right: modern(input).chooseRevision,
      rightFrom: 'powerOn',
      probes: readBoth(input),
    },
  ],
};

/** The first word that no device of ours has a bit in. */
const BEYOND = 2;

export const wordsBeyondOfferNothing: ReachabilityProperty = {
  id: 'wordsBeyondOfferNothing',
  claim: 'A word of the offer in which the device has no bit reads 0.',
  rules: ['4.1.4.3.1-a', '4.1.4.3-a', '4.3.2.4-a'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  skips: needsModern,
  applies: (state) => speaksModern(state) && state.core.deviceStatus === 0,
  scripts: ({ traits }) => [
    {
      name: '',
      operations: traits.hasRegisters
        ? [
            { kind: 'write', interface: 'modern', register: 'deviceFeatureSelect', value: BEYOND },
            { kind: 'read', interface: 'modern', register: 'deviceFeature' },
          ]
        : [{ kind: 'ccw', command: 'READ_FEAT', index: BEYOND }],
    },
  ],
  violation: (_end, observations) => {
    const wrong = observations.find((each) => each.kind === 'read' && each.value !== 0);
    return wrong?.kind === 'read'
      ? `word ${BEYOND} of the offer reads 0x${wrong.value.toString(16)}; the device has no bit above 63`
      : undefined;
  },
};
