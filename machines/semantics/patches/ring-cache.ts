/**
 * QEMU maps a ring once, when the driver gives its address. EVENT_IDX makes the ring two bytes longer, so
 * the mapping depends on the features at that moment. What both bugs below come to is an assertion: the
 * process is gone, and so is everything that could answer. `view` shows none of it, as no register would.
 *
 * Leaves out: every queue but queue 0, and that a migration maps anew.
 */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import type { CoreEvent } from '../../calls/events.ts';
import type { Step } from '../../overlay/step.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { DRIVER_OK } from '../../vocabulary/device-status.ts';

interface RingCache {
  readonly ringCacheHasEventIdx: boolean;
  readonly aborted: boolean;
}

type Core<TType extends CoreEvent['type'] = CoreEvent['type']> = Step<'qemu-virtio-device', TType, RingCache>;

const EVENT_IDX_LOW = 1 << 29;

const acksEventIdx = ({ context }: Core): boolean => (context.guestFeaturesLow & EVENT_IDX_LOW) !== 0;

/** States with a `setFeatures` of their own, and the machine's events: none is heard after the assertion. */
const STATES_WITH_SET_FEATURES = [
  'negotiating.legacy',
  'negotiating.indicatedModern',
  'driverOk',
  'needsReset',
  'failed',
];
const EVENTS = [
  ...['setStatus', 'mergeFeatures', 'reset', 'notify', 'notifyThroughEventfd', 'error', 'readConfig'],
  ...['setQueueAddress', 'clearQueueAddress', 'readStatus', 'readGuestFeaturesLow', 'linkChanged'],
  ...['host.migrate', 'host.pause', 'host.resume', 'host.linkDown', 'host.linkUp'],
];

/** The core with a ring mapping; `remap` says after which feature writes it is made anew. */
function ringCache(input: DeviceInput, remap: (args: Core<'setFeatures'>) => boolean): MachinePatch {
  // The block device looks at its ring at any status; the others only when the driver is ready.
  const pops = ({ context }: Core): boolean =>
    input.deviceClass.name === 'blk' || (context.deviceStatus & DRIVER_OK) !== 0;
  return {
    context: { ringCacheHasEventIdx: false, aborted: false },
    guards: {
      isAborted: ({ context }: Core) => context.aborted,
      readsPastTheMapping: (args: Core) =>
        input.backend === 'none' &&
        args.context.queueReady &&
        !args.context.broken &&
        pops(args) &&
        acksEventIdx(args) &&
        !args.context.ringCacheHasEventIdx,
    },
    actions: {
      mapRing: assign((args: Core) => ({ ringCacheHasEventIdx: acksEventIdx(args) })),
      mapRingAgain: assign((args: Core<'setFeatures'>) =>
        remap(args) ? { ringCacheHasEventIdx: acksEventIdx(args) } : {},
      ),
      unmapRing: assign({ ringCacheHasEventIdx: false }),
      abort: assign({ aborted: true }),
      reportAbort: observe(() => ({ kind: 'hostEvent', name: 'ASSERTION_FAILED' })),
    },
    after: {
      setQueueAddress: ['mapRing'],
      storeGuestFeatures: ['mapRingAgain'],
      clearStatusAndQueues: ['unmapRing'],
    },
    transitions: [
      ...(['notify', 'notifyThroughEventfd'] as const).map((on) => ({
        state: '',
        on,
        take: [{ guard: 'readsPastTheMapping', actions: ['abort', 'reportAbort'] }],
      })),
      ...EVENTS.map((on) => ({ state: '', on, take: [{ guard: 'isAborted' }] })),
      ...STATES_WITH_SET_FEATURES.map((state) => ({
        state,
        on: 'setFeatures',
        take: [{ guard: 'isAborted' }],
      })),
    ],
  };
}

export const ringMappedOnce = definePatch({
  name: 'ring-mapped-once',
  title: 'a ring is mapped when its address is given, and not again when EVENT_IDX makes it longer',
  source: 'fixed by qemu@db812c4073 (2018): OpenBSD 6.3 runs into an assertion',
  machines: (input) => ({ 'qemu-virtio-device': ringCache(input, () => false) }),
});

export const followUpSkippedOnBadBits = definePatch({
  name: 'follow-up-skipped-on-bad-bits',
  title:
    'a set with an unoffered bit is masked and stored, but what must follow is skipped as after an error',
  source: 'fixed by qemu@2d69eba5fe (2020, LP 1890333, found by a fuzzer)',
  machines: (input) => ({
    'qemu-virtio-device': ringCache(
      input,
      ({ event }) => (event.low & ~input.offered.low) === 0 && (event.high & ~input.offered.high) === 0,
    ),
  }),
});
