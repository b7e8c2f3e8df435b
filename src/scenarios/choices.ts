/** The names that the scenario options accept, each with a line for lists, and what stands in for an absent one. */
import { classNamed, DEVICE_CLASSES } from '../../machines/classes/device-classes.ts';
import { DRIVERS } from '../../machines/drivers/index.ts';
import { PATCHES, SEMANTICS } from '../../machines/semantics/index.ts';
import type { ByteOrder, Flavour } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_NAMES, TRANSPORT_TRAITS } from '../../machines/vocabulary/transports.ts';

export interface Choice {
  readonly name: string;
  readonly describe: string;
}

const named = <Name extends string>(table: Readonly<Record<Name, string>>): readonly Choice[] =>
  Object.entries<string>(table).map(([name, describe]) => ({ name, describe }));

const FLAVOURS: Readonly<Record<Flavour, string>> = {
  legacy: 'the legacy interface only',
  transitional: 'both interfaces; the driver chooses',
  modern: 'the modern interface only',
};

const BYTE_ORDERS: Readonly<Record<ByteOrder, string>> = {
  little: 'a little-endian guest',
  big: 'a big-endian guest, where the byte order of the configuration shows who is legacy',
};

const BACKENDS: Readonly<Record<string, string>> = {
  none: 'the device is served in the same process',
  'vhost-kernel': 'the kernel serves the queues (vhost-net)',
  'vhost-user': 'another process serves the queues, over a Unix socket',
};

/** The features that a device offers unless told otherwise. */
export const defaultFeatures = (device: string): readonly string[] => classNamed(device)?.usualFeatures ?? [];

/** Every table, by the word that `list` uses. */
export const CHOICES = {
  semantics: [...SEMANTICS.values()].map(({ name, title }) => ({ name, describe: title })),
  patches: [...PATCHES.values()].map(({ name, title }) => ({ name, describe: title })),
  drivers: [
    { name: 'adversary', describe: 'any operation at any time' },
    ...[...DRIVERS].map(([name, { describe }]) => ({ name, describe })),
  ],
  devices: DEVICE_CLASSES.map(({ name, describe }) => ({ name, describe })),
  transports: TRANSPORT_NAMES.map((name) => ({ name, describe: TRANSPORT_TRAITS[name].describe })),
  flavours: named(FLAVOURS),
  backends: named(BACKENDS),
  'byte-orders': named(BYTE_ORDERS),
} as const satisfies Readonly<Record<string, readonly Choice[]>>;
