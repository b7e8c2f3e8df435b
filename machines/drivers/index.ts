/** The drivers that scenarios can name. The `adversary` is none of them: it is the alphabet itself. */
import type { DriverPart } from '../../src/statechart/part.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import type { Interface } from '../vocabulary/operation.ts';
import { firmwareDriver, playsFirmware } from './firmware.ts';
import { legacyDriver, playsLegacy } from './legacy.ts';
import { playsLinux } from './linux.ts';
import { linux515 } from './linux-5.15.ts';
import { linux518 } from './linux-5.18.ts';
import { modernDriver, playsModern } from './modern.ts';

export interface Driver {
  /** One line for lists. */
  readonly describe: string;
  readonly interface: Interface;
  /** True, or why this driver has no business with such a device. */
  readonly plays: (input: DeviceInput) => true | string;
  readonly create: (input: DeviceInput) => DriverPart;
}

/** The drivers by name. */
export const DRIVERS: ReadonlyMap<string, Driver> = new Map<string, Driver>([
  [
    'modern',
    {
      describe: 'any driver that conforms to virtio 1.4, with every freedom that it leaves',
      interface: 'modern',
      plays: playsModern,
      create: modernDriver,
    },
  ],
  [
    'legacy',
    {
      describe: 'any driver that conforms to the legacy sections',
      interface: 'legacy',
      plays: playsLegacy,
      create: legacyDriver,
    },
  ],
  [
    'linux-5.15',
    {
      describe: 'Linux 5.15: a big-endian guest writes VERSION_1 alone, validates, then writes the real set',
      interface: 'modern',
      plays: playsLinux,
      create: linux515,
    },
  ],
  [
    'linux-5.18',
    {
      describe: 'Linux 5.18: writes all features, validates, and writes again if validation dropped one',
      interface: 'modern',
      plays: playsLinux,
      create: linux518,
    },
  ],
  [
    'firmware',
    {
      describe: 'SeaBIOS or edk2, low half first; then an operating system starts on the used device',
      interface: 'modern',
      plays: playsFirmware,
      create: firmwareDriver,
    },
  ],
]);
