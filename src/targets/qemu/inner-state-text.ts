/**
 * The monitor's `info virtio-status`, read back into the object that `x-query-virtio-status` answers with:
 * QEMU prints the one from the other. Only the fields that we compare are taken.
 */
import { TargetError } from '../target.ts';
import type { JsonObject } from './qmp-client.ts';

/** The monitor command for the device at this path. */
export const statusCommand = (path: string): string => `info virtio-status ${path}`;

/** @throws TargetError for a text that is not such a status */
export function parseVirtioStatus(text: string): JsonObject {
  const [head = '', afterStatus] = text.split(/^ {2}status:/m);
  const [status = '', afterGuest] = (afterStatus ?? '').split(/^ {2}Guest features:/m);
  const [guest = '', afterHost] = (afterGuest ?? '').split(/^ {2}Host features:/m);
  if (afterHost === undefined)
    throw new TargetError(
      'QEMU',
      `expected a device's status from the monitor, found ${JSON.stringify(text.slice(0, 200))}`,
    );
  const [host = ''] = afterHost.split(/^ {2}Backend features:/m);
  return {
    'device-endian': fieldIn(head, 'endianness'),
    started: fieldIn(head, 'started') === 'true',
    'start-on-kick': fieldIn(head, 'start_on_kick') === 'true',
    broken: fieldIn(head, 'broken') === 'true',
    'num-vqs': Number(fieldIn(head, 'num_vqs')),
    status: { statuses: namesIn(status), ...unknownIn(status, 'unknown-statuses', 'unknown-statuses') },
    'guest-features': featuresIn(guest),
    'host-features': featuresIn(host),
  };
}

const featuresIn = (section: string): JsonObject => ({
  transports: [],
  'dev-features': namesIn(section),
  ...unknownIn(section, 'unknown-features', 'unknown-dev-features'),
});

function fieldIn(head: string, name: string): string {
  const value = new RegExp(`^ {2}${name}: +(\\S+)`, 'm').exec(head)?.[1];
  if (value === undefined)
    throw new TargetError('QEMU', `expected ${name} in the monitor's virtio status, found none`);
  return value;
}

/** Each on a line of its own, behind a tab: `VIRTIO_F_VERSION_1: Device compliant for v1 spec (legacy)`. */
const namesIn = (section: string): readonly string[] =>
  section.split('\n').flatMap((line) => (line.startsWith('\t') ? [line.slice(1).replace(/:.*$/s, '')] : []));

/** `unknown-statuses(0x0000000000000030)` */
function unknownIn(section: string, printed: string, name: string): JsonObject {
  const mask = new RegExp(`${printed}\\(0x([0-9a-f]+)\\)`).exec(section)?.[1];
  return mask === undefined ? {} : { [name]: Number.parseInt(mask, 16) };
}
