/** What QEMU's devices offer by themselves is what machines/semantics/qemu-offers.json says. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { STORED_OFFERS, type StoredOffer, storedWord } from '../../machines/semantics/qemu-offers.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { openQemu } from '../../src/targets/kinds/qemu.ts';
import { boardFor } from '../../src/targets/qemu/board.ts';
import { machineArguments } from '../../src/targets/qemu/command-line.ts';
import { expectGolden } from '../report/golden.ts';
import { describeLive } from '../targets/qemu/live.ts';

/** The machine of each board, as it was in the version that a base models. Only devices of 7.2 are made, by the binary. */
const MACHINES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'qemu-7.2': { q35: 'pc-q35-7.2', virt: 'virt-7.2', 's390-ccw-virtio': 's390-ccw-virtio-7.2' },
  'qemu-6.1': { q35: 'pc-q35-6.1', virt: 'virt-6.1', 's390-ccw-virtio': 's390-ccw-virtio-6.1' },
};

const DEVICES: readonly (readonly [Scenario['transport'], Scenario['flavour'], readonly string[]])[] = [
  ['pci', 'legacy', ['net', 'blk', 'plain']],
  ['pci', 'transitional', ['net', 'blk', 'plain']],
  ['pci', 'modern', ['net', 'blk', 'plain']],
  ['mmio', 'legacy', ['net', 'blk', 'plain']],
  ['mmio', 'modern', ['net', 'blk', 'plain']],
  ['ccw', 'transitional', ['net', 'blk', 'plain']],
  ['ccw', 'modern', ['plain']],
];

const SCENARIOS = Object.keys(MACHINES).flatMap((semantics) =>
  DEVICES.flatMap(([transport, flavour, devices]) =>
    devices.map(
      (device): Scenario => ({
        semantics,
        patches: [],
        transport,
        flavour,
        device,
        backend: 'none',
        driver: 'adversary',
        byteOrder: transport === 'ccw' ? 'big' : 'little',
        features: [],
      }),
    ),
  ),
);

async function read(scenario: Scenario): Promise<StoredOffer> {
  const { semantics, transport, flavour, device } = scenario;
  const board = boardFor(scenario);
  const machine = MACHINES[semantics]?.[board.machine];
  if (machine === undefined) throw new RangeError(`no machine of ${semantics} for ${board.machine}`);
  const target = await openQemu(scenario, { offerFrom: 'qemu', machine });
  try {
    const line = machineArguments({ ...board, machine }, scenario, 'tcg', 'qemu');
    return {
      semantics,
      transport,
      flavour,
      device,
      command: `${board.binary} -M ${machine} ${line.slice(line.indexOf('none') + 1).join(' ')}`,
      shown: storedWord(await target.offered()),
      host: storedWord(await target.hostFeatures()),
    };
  } finally {
    await target.close();
  }
}

const versionOf = (binary: string): string =>
  /^QEMU emulator version (.*)$/m.exec(execFileSync(binary, ['--version'], { encoding: 'utf8' }))?.[1] ?? '';

describeLive('qemu-system-s390x', 'the offers of QEMU’s own devices', () => {
  it('are those that are stored', { timeout: 300_000 }, async () => {
    const offers: StoredOffer[] = [];
    for (const scenario of SCENARIOS) offers.push(await read(scenario));
    const table = { readFrom: versionOf('qemu-system-s390x'), offers };
    expectGolden(`${JSON.stringify(table, null, 2)}\n`, 'machines/semantics/qemu-offers.json');
    expect(offers).toHaveLength(STORED_OFFERS.length);
  });
});
