/**
 * QEMU 7.2 makes every device that is called possible for its base, and none that is called impossible: each is asked
 * for on the command line of a real binary.
 *
 * What cannot be tried: vhost in the kernel needs /dev/vhost-net, so for it only the types that QEMU has are looked at;
 * and a transitional MMIO device, or a channel-I/O guest that is little-endian, cannot be asked for in any words. A
 * channel-I/O device with max_revision=0 can, and is not modelled.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_NAMES } from '../../machines/vocabulary/transports.ts';
import { impossible } from '../../src/model/build-model.ts';
import { offersOf } from '../../src/scenarios/offers.ts';
import { type Board, boardsFor } from '../../src/targets/qemu/board.ts';
import { machineArguments } from '../../src/targets/qemu/command-line.ts';
import { startQemu } from '../../src/targets/qemu/process.ts';
import { TargetError } from '../../src/targets/target.ts';
import { describeLive } from '../targets/qemu/live.ts';
import { vhostUserServer } from './vhost-user-server.ts';

const scenarioOf = (fields: Partial<Scenario>): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'modern',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'big',
  features: [],
  ...fields,
});

/** The usual offer and ACCESS_PLATFORM with everything; the other offers where they are quickest to try. */
function offers(scenario: Scenario): readonly Scenario[] {
  const isQuick =
    scenario.backend === 'none' && (scenario.byteOrder === 'little' || scenario.transport === 'ccw');
  const tried = offersOf(scenario).filter(
    ({ name, features }) =>
      features !== undefined &&
      name !== 'qemu' &&
      (isQuick || ['default', '+ACCESS_PLATFORM'].includes(name)),
  );
  const named = tried.map(({ features = [] }) => ({ ...scenario, features }));
  const usual = named[0]?.features ?? [];
  // An offer that is impossible is still one to try.
  return named.some(({ features }) => features.includes('ACCESS_PLATFORM'))
    ? named
    : [...named, { ...scenario, features: [...usual, 'ACCESS_PLATFORM'] }];
}

const SCENARIOS: readonly Scenario[] = TRANSPORT_NAMES.flatMap((transport) =>
  (['legacy', 'transitional', 'modern'] as const).flatMap((flavour) =>
    ['net', 'blk', 'plain'].flatMap((device) =>
      ['none', 'vhost-user'].flatMap((backend) =>
        (['little', 'big'] as const).flatMap((byteOrder) =>
          offers(scenarioOf({ transport, flavour, device, backend, byteOrder })),
        ),
      ),
    ),
  ),
).filter(
  ({ transport, flavour, byteOrder }) =>
    !(transport === 'mmio' && flavour === 'transitional') &&
    !(transport === 'ccw' && (flavour === 'legacy' || byteOrder === 'little')),
);

/** Boards with a guest of this byte order; an ARM guest chooses its own. */
const boards = (scenario: Scenario): readonly Board[] => [
  ...boardsFor(scenario),
  ...boardsFor({ ...scenario, byteOrder: 'little' }).filter(
    ({ name }) => scenario.byteOrder === 'big' && name === 'arm-virt',
  ),
];

const SUFFIX = { pci: '-pci', mmio: '', ccw: '-ccw' } as const;

/** The command line of the device without a back end; the modern-only type of channel I/O is asked for by its property. */
function withoutBackend(board: Board, scenario: Scenario): readonly string[] {
  const isForcedCcw =
    scenario.transport === 'ccw' && scenario.flavour === 'modern' && scenario.device !== 'plain';
  const plain = { ...scenario, backend: 'none' };
  const made = machineArguments(board, isForcedCcw ? { ...plain, flavour: 'transitional' } : plain);
  return made.map((word) =>
    isForcedCcw && /^virtio-.*id=dev0/.test(word) ? `${word},force_revision_1=on` : word,
  );
}

/** The same, served by a back end on this socket. */
function withBackend(board: Board, scenario: Scenario, socket: string): readonly string[] {
  const chardev = ['-chardev', `socket,id=char0,path=${socket}`];
  const suffix = SUFFIX[scenario.transport];
  const line = withoutBackend(board, scenario);
  if (scenario.device === 'net')
    return [
      ...chardev,
      ...['-netdev', 'vhost-user,id=net0,chardev=char0'],
      ...line.map((word) => (/^virtio-net.*id=dev0/.test(word) ? `${word},netdev=net0` : word)),
    ];
  if (scenario.device === 'blk')
    return [
      ...chardev,
      ...line.map((word) =>
        word.replace(/^virtio-blk-\w+(,.*),drive=drive0/, `vhost-user-blk${suffix}$1,chardev=char0`),
      ),
    ];
  return [
    ...chardev,
    ...line.map((word) =>
      word
        .replace(/^virtio-(?:rng|keyboard)-\w+(,id=dev0)/, `vhost-user-rng${suffix},chardev=char0$1`)
        // A modern device does not need the options, and this type does not have them.
        .replace(/(^vhost-user-rng.*)disable-legacy=on,disable-modern=off,/, '$1'),
    ),
  ];
}

/** What QEMU says to the first board that it refuses; undefined if some board starts. */
async function refused(scenario: Scenario, socket: string): Promise<string | undefined> {
  let said: string | undefined = 'no board';
  for (const board of boards(scenario)) {
    const line =
      scenario.backend === 'none' ? withoutBackend(board, scenario) : withBackend(board, scenario, socket);
    try {
      const started = await startQemu({ binary: board.binary, arguments: line, timeoutMs: 20_000 });
      await started.close();
      return undefined;
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      said = error.message;
    }
  }
  return said;
}

describeLive('qemu-system-s390x', 'the devices of qemu-7.2', () => {
  it('are those that the binaries make', { timeout: 1_200_000 }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'virtio-verify-'));
    const server = await vhostUserServer(join(directory, 'back-end'));
    try {
      const wrong: string[] = [];
      for (const scenario of SCENARIOS) {
        const because = impossible(scenario);
        const said = await refused(scenario, join(directory, 'back-end'));
        if ((because === undefined) !== (said === undefined))
          wrong.push(
            because === undefined
              ? `${formatScenario(scenario)} is called possible, and QEMU says: ${said}`
              : `${formatScenario(scenario)} is called impossible (${because}), and QEMU starts it`,
          );
      }
      expect(wrong).toEqual([]);
      const judged = SCENARIOS.map((each) => impossible(each) === undefined);
      expect([judged.length, judged.filter(Boolean).length]).toEqual([227, 168]);
    } finally {
      server.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('with vhost in the kernel are net, and classes that have a configuration', () => {
    const help = execFileSync('qemu-system-s390x', ['-device', 'help'], { encoding: 'utf8' });
    const types = [...help.matchAll(/^name "vhost-(?!user)(\w+)/gm)].map(([, type]) => type);
    expect([...new Set(types)].sort()).toEqual(['scsi', 'vsock']);
    for (const device of ['blk', 'plain'])
      expect(impossible(scenarioOf({ device, backend: 'vhost-kernel' }))).toMatch(/^QEMU has no vhost/);
    expect(impossible(scenarioOf({ backend: 'vhost-kernel' }))).toBeUndefined();
  });
});
