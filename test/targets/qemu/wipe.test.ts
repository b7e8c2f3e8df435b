/**
 * The cheap reset, against the strictest witness there is: the bytes of the device's migration stream are
 * those of a process that was just started.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Register } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { type Access, qtestLines } from '../../../src/targets/qemu/access.ts';
import { boardFor } from '../../../src/targets/qemu/board.ts';
import { machineArguments } from '../../../src/targets/qemu/command-line.ts';
import { saveMachine } from '../../../src/targets/qemu/migration.ts';
import { setUp } from '../../../src/targets/qemu/play.ts';
import { startQemu } from '../../../src/targets/qemu/process.ts';
import { accessOf, hasRegister, interfacesOf, wipeLeftovers } from '../../../src/targets/qemu/registers.ts';
import { describeLiveEach, scenarioWith } from './live.ts';

const TIMEOUT_MS = 5000;

/** Values that leave something in every register of the vocabulary. */
const SCRIBBLES: readonly (readonly [Register, number])[] = [
  ['config', 0xa5],
  ['queueSelect', 0],
  ['queueDesc', 0x3000],
  ['queueEnable', 1],
  ['queuePfn', 3],
  ['queueSelect', 1],
  ['deviceFeatureSelect', 1],
  ['driverFeatureSelect', 1],
  ['driverFeature', 0xffff_ffff],
  ['driverFeatureSelect', 0],
  ['driverFeature', 0x8000_0021],
  ['deviceStatus', 0x8b],
  ['driverFeatureSelect', 1],
];

function scribble(scenario: Scenario): readonly Access[] {
  const board = boardFor(scenario);
  return interfacesOf(scenario).flatMap((on) =>
    SCRIBBLES.flatMap(([register, value]) => {
      if (register === 'config')
        return [1, 5, 11].map((offset) =>
          accessOf({ kind: 'write', interface: on, register, value, offset }, board, scenario),
        );
      if (!hasRegister(register, on, board, scenario)) return [];
      return [accessOf({ kind: 'write', interface: on, register, value }, board, scenario)];
    }),
  );
}

/** The device's section of a migration stream, from its name to the section's footer. */
async function deviceSection(scenario: Scenario, use: readonly Access[], wipe: boolean): Promise<Buffer> {
  const board = boardFor(scenario);
  const args = machineArguments(board, scenario);
  const qemu = await startQemu({ binary: board.binary, arguments: args, timeoutMs: TIMEOUT_MS });
  try {
    const play = (accesses: readonly Access[]) =>
      qemu.qtest.send(accesses.flatMap((access) => qtestLines(access, board.byteOrder)));
    await play([...setUp(board), ...use]);
    if (wipe) {
      await play(wipeLeftovers(board, scenario));
      await qemu.qmp.execute('system_reset');
      await qemu.qmp.waitForEvent('RESET');
      await play(setUp(board));
    }
    const file = join(qemu.directory, 'machine');
    await saveMachine(qemu, file, TIMEOUT_MS);
    return sectionOf(readFileSync(file));
  } finally {
    await qemu.close();
  }
}

/** A section starts with a 4, its number in four bytes, the length of its name and the name. */
function sectionOf(stream: Buffer): Buffer {
  const name = /[\x21-\x7e]+\/virtio-(?:net|blk|rng)/.exec(stream.toString('latin1'));
  if (name === null) throw new Error('expected a section of a virtio device in the stream, found none');
  const start = stream.lastIndexOf(4, name.index);
  const footer = Buffer.concat([Buffer.from([0x7e]), stream.subarray(start + 1, start + 5)]);
  return stream.subarray(start, stream.indexOf(footer, name.index) + footer.length);
}

describeLiveEach(
  [
    scenarioWith({ flavour: 'transitional' }),
    scenarioWith({ flavour: 'legacy' }),
    scenarioWith({ device: 'blk', features: ['CONFIG_WCE', 'RING_PACKED'] }),
    scenarioWith({ flavour: 'transitional', byteOrder: 'big' }),
    scenarioWith({ transport: 'mmio', byteOrder: 'big' }),
    scenarioWith({ transport: 'mmio', flavour: 'legacy' }),
    scenarioWith({ transport: 'mmio', device: 'plain' }),
  ],
  (scenario) => {
    it('leaves the device as a fresh process has it', async () => {
      const fresh = await deviceSection(scenario, [], false);
      const used = await deviceSection(scenario, scribble(scenario), false);
      const wiped = await deviceSection(scenario, scribble(scenario), true);
      expect(used.equals(fresh)).toBe(false);
      expect(wiped.equals(fresh)).toBe(true);
    });
  },
);
