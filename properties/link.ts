/** The link of a network device shows in its configuration. */
import { habits } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { DEVICE_NEEDS_RESET, FAILED } from '../machines/vocabulary/device-status.ts';
import { hasBit, VIRTIO_NET_F_STATUS } from '../machines/vocabulary/feature-bits.ts';
import type { HostEvent, Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty } from '../src/property/property.ts';
import { ownInterface, speaksOwnInterface } from './common.ts';
import { linkField } from './config-change.ts';

/** Each change twice: what was not noticed the first time may show at the second. */
const CHANGES: readonly HostEvent[] = [
  'linkUp',
  'linkDown',
  'linkUp',
  'linkDown',
  'linkDown',
  'linkUp',
  'linkUp',
];

const readLink = (input: DeviceInput): readonly Operation[] => {
  const field = linkField(input);
  return field === undefined ? [] : habits(input, ownInterface(input)).readConfigField(field);
};

/** Zeros, in either byte order; the other bits of the field need a feature that no device of ours has. */
const showsUp = (bytes: string): boolean => /[^0]/.test(bytes);

export const linkShowsInStatusField: ReachabilityProperty = {
  id: 'linkShowsInStatusField',
  claim: 'The status field of a network device says whether the link is up, after every change of it.',
  rules: ['5.1.4-a', '2.5.2-a'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  skips: (input) =>
    input.deviceClass.name === 'net' && hasBit(input.offered, VIRTIO_NET_F_STATUS)
      ? undefined
      : 'the device offers no field that shows a link',
  applies: (state) =>
    speaksOwnInterface(state) &&
    (state.core.deviceStatus & (FAILED | DEVICE_NEEDS_RESET)) === 0 &&
    !state.core.broken,
  scripts: (input) => [
    {
      name: '',
      operations: CHANGES.flatMap((event): readonly Operation[] => [
        { kind: 'host', event },
        ...readLink(input),
      ]),
    },
  ],
  violation: (_end, observations) => {
    const seen = observations.flatMap((each) => (each.kind === 'config' ? [each.bytes] : []));
    const wrong = CHANGES.findIndex((event, at) => {
      const bytes = seen[at];
      return bytes === undefined || showsUp(bytes) !== (event === 'linkUp');
    });
    return wrong < 0
      ? undefined
      : `the link went ${CHANGES[wrong] === 'linkUp' ? 'up' : 'down'}, and the field reads ${seen[wrong] ?? 'nothing'}`;
  },
};
