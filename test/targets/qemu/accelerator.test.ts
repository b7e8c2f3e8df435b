/** Which accelerator QEMU is started with: stand-ins answer `-accel help`, as no binary here lacks tcg. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openQemu } from '../../../src/targets/kinds/qemu.ts';
import { chooseAccelerator } from '../../../src/targets/qemu/accelerator.ts';
import { TargetError } from '../../../src/targets/target.ts';
import { describeLive, scenarioWith } from './live.ts';

const HEADING = 'Accelerators supported in QEMU binary:';

it.each([
  [['tcg', 'xen', 'kvm'], 'tcg'],
  [['qtest', 'tcg'], 'tcg'],
  [['kvm', 'qtest'], 'qtest'],
])('of %j takes %s', (names, expected) => {
  expect(chooseAccelerator('qemu', [HEADING, ...names, ''].join('\n'))).toBe(expected);
});

it('says what a binary would need', () => {
  const choose = () => chooseAccelerator('my-qemu', `${HEADING}\nkvm\n`);
  expect(choose).toThrow(TargetError);
  expect(choose).toThrow('my-qemu has neither the accelerator tcg nor qtest (it has: kvm)');
});

/** A binary built with qtest alone; what it is started with is written down, and then played with tcg. */
function builtWithQtest(): { readonly binary: string; readonly startedWith: () => string } {
  const directory = mkdtempSync(join(tmpdir(), 'virtio-verify-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const binary = join(directory, 'qemu-system-x86_64');
  const log = join(directory, 'arguments');
  const lines = [
    '#!/bin/sh',
    `if [ "$1 $2" = "-accel help" ]; then echo "${HEADING}"; echo qtest; exit 0; fi`,
    `echo "$@" > '${log}'`,
    'for word; do shift; [ "$word" = qtest ] && word=tcg; set -- "$@" "$word"; done',
    'exec qemu-system-x86_64 "$@"',
  ];
  writeFileSync(binary, lines.join('\n'));
  chmodSync(binary, 0o755);
  return { binary, startedWith: () => readFileSync(log, 'utf8') };
}

describeLive('qemu-system-x86_64', 'a binary that has qtest and not tcg', () => {
  it('is started with it, without the gdb stub, and shows its inner state all the same', async () => {
    const { binary, startedWith } = builtWithQtest();
    const target = await openQemu(scenarioWith(), { binary });
    try {
      expect(startedWith()).toContain('-accel qtest -S');
      expect(startedWith()).not.toContain('-gdb');
      await target.apply({ kind: 'write', interface: 'modern', register: 'deviceStatus', value: 3 });
      expect((await target.observe()).core?.deviceStatus).toBe(3);
    } finally {
      await target.close();
    }
  });
});
