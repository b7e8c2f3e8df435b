import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { TRANSPORTS } from '../../../machines/transports/index.ts';
import { TRANSPORT_NAMES, TRANSPORT_TRAITS } from '../../../machines/vocabulary/transports.ts';

/** Where a name is compared because the code is about that one transport: its commands, a rule on its registers, QEMU's devices and boards. */
const ABOUT_ONE = [
  'machines/semantics/qemu-devices.ts',
  'properties/channel-io.ts',
  'properties/driver-accesses.ts',
  'properties/legacy-words.ts',
  'properties/live-device.ts',
  'properties/queue-set-up.ts',
  'properties/register-reads.ts',
  'src/targets/kinds/qemu.ts',
  'src/targets/qemu/device-options.ts',
];

const NAME_COMPARED = /transport\s*[!=]==\s*'|'\s*[!=]==\s*[\w.?]*transport\b/;

const files = ['machines', 'properties', 'src'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(top, name.replaceAll('\\', '/'))),
);

describe('the table of transports', () => {
  it('is what tells transports apart, except where one transport alone is meant', () => {
    const comparing = files.filter((file) => NAME_COMPARED.test(readFileSync(file, 'utf8')));
    expect(comparing.toSorted()).toEqual(ABOUT_ONE);
  });

  it('has rows in the order of the list', () => {
    expect(Object.keys(TRANSPORT_TRAITS)).toEqual([...TRANSPORT_NAMES]);
  });

  it.each(TRANSPORT_NAMES)('compares %s with another transport that has a modern interface', (name) => {
    const { comparedWith } = TRANSPORT_TRAITS[name];
    expect(comparedWith).not.toBe(name);
    expect(TRANSPORTS[comparedWith].lacks('modern')).toBeUndefined();
  });

  it.each(TRANSPORT_NAMES)('says of %s whether it has registers as its folder does', (name) => {
    const { acts, blocks } = TRANSPORTS[name];
    expect(TRANSPORT_TRAITS[name].hasRegisters).toBe(blocks !== undefined);
    expect(TRANSPORT_TRAITS[name].hasRevision).toBe(acts('modern').chooseRevision.length > 0);
    expect(TRANSPORT_TRAITS[name].hasBothInterfaces).toBe(
      blocks !== undefined && TRANSPORTS[name].lacks('transitional') === undefined,
    );
  });
});
