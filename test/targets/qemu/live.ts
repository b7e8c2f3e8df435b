/** Tests against real QEMU binaries: skipped where one is missing, unless the run demands them. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { boardFor } from '../../../src/targets/qemu/board.ts';

const REQUIRED = process.env.VIRTIO_VERIFY_REQUIRE_LIVE === '1';

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const isInstalled = (binary: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((directory) => isExecutable(join(directory, binary)));

/** Like `describe`, for tests that need the binary. */
export function describeLive(binary: string, name: string, body: () => void): void {
  if (isInstalled(binary)) describe(name, body);
  else if (REQUIRED)
    describe(name, () => {
      it(`needs ${binary}`, () =>
        expect.fail(`${binary} is not installed, and VIRTIO_VERIFY_REQUIRE_LIVE=1`));
    });
  else describe.skip(`${name} (skipped: ${binary} is not installed)`, body);
}

/** Like `describeLive`, once for each of these scenarios; the name tells machine, transport and flavour. */
export function describeLiveEach(scenarios: readonly Scenario[], body: (scenario: Scenario) => void): void {
  for (const scenario of scenarios) {
    const { binary, name } = boardFor(scenario);
    describeLive(binary, `${name}, ${scenario.transport} ${scenario.flavour}, ${scenario.device}`, () =>
      body(scenario),
    );
  }
}

/** A scenario with these fields in place of a modern PCI net device with an MTU. */
export const scenarioWith = (changes: Partial<Scenario> = {}): Scenario => ({
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'modern',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'little',
  features: ['MTU', 'MAC', 'STATUS', 'CTRL_VQ', 'VERSION_1'],
  ...changes,
});

/** One scenario for each board that live tests use. */
export const BOARD_SCENARIOS: readonly Scenario[] = [
  scenarioWith(),
  scenarioWith({ flavour: 'transitional' }),
  scenarioWith({ flavour: 'legacy' }),
  scenarioWith({ byteOrder: 'big' }),
  scenarioWith({ flavour: 'legacy', byteOrder: 'big' }),
  scenarioWith({ transport: 'mmio', byteOrder: 'big' }),
  scenarioWith({ transport: 'mmio' }),
  scenarioWith({ transport: 'mmio', flavour: 'legacy' }),
];

/** True if a process with this id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
