/** The monitor's words for a device's inner state, against QMP's: QEMU prints the one from the other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { operationSequence } from '../../../machines/drivers/adversary/arbitraries.ts';
import { buildModel } from '../../../src/model/build-model.ts';
import { qtestLines } from '../../../src/targets/qemu/access.ts';
import { boardFor } from '../../../src/targets/qemu/board.ts';
import { machineArguments } from '../../../src/targets/qemu/command-line.ts';
import {
  decodeHostFeatures,
  decodeVirtioStatus,
  findVirtioDevice,
} from '../../../src/targets/qemu/inner-state.ts';
import { parseVirtioStatus, statusCommand } from '../../../src/targets/qemu/inner-state-text.ts';
import { playOf, setUp } from '../../../src/targets/qemu/play.ts';
import { startQemu } from '../../../src/targets/qemu/process.ts';
import { TargetError } from '../../../src/targets/target.ts';
import { describeLiveEach, scenarioWith } from './live.ts';

it('refuses a text that is no status', () => {
  expect(() => parseVirtioStatus("unknown command: 'info virtio-status'\n")).toThrow(TargetError);
});

it('reads bits without a name', () => {
  const head = ['broken', 'started', 'start_on_kick', 'num_vqs', 'endianness'].map((name) => `  ${name}: x`);
  const text = [
    ...['/machine:', ...head, '  status:', '\tVIRTIO_CONFIG_S_DRIVER: one,', '\tVIRTIO_CONFIG_S_FAILED: two'],
    ...['  unknown-statuses(0x0000000000000030)', '  Guest features:', '\tVIRTIO_F_VERSION_1: three'],
    ...['', '  unknown-features(0x0000010000000000)', '  Host features:', '', '  Backend features:', ''],
  ].join('\r\n');
  expect(decodeVirtioStatus(parseVirtioStatus(text), 'net').core).toMatchObject({
    deviceStatus: 0xb2,
    guestFeaturesHigh: 0x101,
  });
});

describeLiveEach(
  [
    scenarioWith({ flavour: 'transitional', features: ['MTU', 'CTRL_VQ', 'MQ', 'RING_PACKED'] }),
    scenarioWith({ flavour: 'transitional', byteOrder: 'big', features: ['MTU'] }),
    scenarioWith({ transport: 'mmio', device: 'blk', features: [] }),
    scenarioWith({ transport: 'mmio', byteOrder: 'big', device: 'plain', features: [] }),
  ],
  (scenario) => {
    it('says after every operation of a walk what QMP says', async () => {
      const board = boardFor(scenario);
      const args = machineArguments(board, scenario);
      const qemu = await startQemu({ binary: board.binary, arguments: args, timeoutMs: 5000, monitor: true });
      try {
        const path = (await findVirtioDevice(qemu.qmp)) ?? '';
        const { input } = buildModel(scenario, { patches: [] });
        const walks = fc.sample(operationSequence(input, { maxLength: 100, hostEvents: [] }), {
          seed: 1,
          numRuns: 5,
        });
        let compared = 0;
        for (const operation of [undefined, ...walks.flat()]) {
          const play = operation === undefined ? undefined : playOf(operation, board, scenario);
          const accesses = play === undefined ? setUp(board) : play.kind === 'accesses' ? play.accesses : [];
          await qemu.qtest.send(accesses.flatMap((access) => qtestLines(access, board.byteOrder)));
          const asked = await qemu.qmp.execute('x-query-virtio-status', { path });
          const told = parseVirtioStatus((await qemu.monitor?.execute(statusCommand(path))) ?? '');
          expect(decodeVirtioStatus(told, scenario.device)).toEqual(
            decodeVirtioStatus(asked, scenario.device),
          );
          expect(decodeHostFeatures(told, scenario.device)).toEqual(
            decodeHostFeatures(asked, scenario.device),
          );
          compared++;
        }
        expect(compared).toBeGreaterThan(50);
      } finally {
        await qemu.close();
      }
    });
  },
);
