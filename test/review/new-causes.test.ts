/** A claim that fails already may fail for one more cause: a second bug behind the known one. */
import { describe, expect, it } from 'vitest';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { saveAndLoadIsInvisible } from '../../properties/reset.ts';
import { checkScenario } from '../../src/check/check.ts';
import { verdictRows } from '../../src/review/verdict-rows.ts';
import { THREAD_ALPHABET } from '../../src/scenarios/force-modern.ts';

const scenario: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
};

function checked(...names: readonly string[]) {
  const patches = names.flatMap((name) => PATCHES.get(name) ?? []);
  return checkScenario({ ...scenario, patches: names }, [saveAndLoadIsInvisible], {
    patches,
    alphabet: THREAD_ALPHABET,
  });
}

describe('a second way to lose state over save and load', () => {
  const base = checked();

  it.each([
    ['pci-registers-not-migrated', 'transport.shadowLow'],
    ['features-not-in-snapshot', 'backend.ackedLow'],
  ])('%s breaks a claim that QEMU 7.2 breaks already', (patch, field) => {
    const [row] = verdictRows(base, checked(patch));
    expect(row).toMatchObject({ base: 'violated', patched: 'violated', change: 'broken' });
    const fields = row?.newCauses?.flatMap((cause) => cause.fields) ?? [];
    expect(fields).toContain(field);
    expect(fields).not.toContain('core.startOnKick');
    expect(row?.trace).toEqual(row?.newCauses?.[0]?.trace);
  });

  it('is none when nothing is added', () => {
    const [row] = verdictRows(base, checked());
    expect(row).toMatchObject({ base: 'violated', patched: 'violated', change: 'same' });
    expect(row?.newCauses).toBeUndefined();
  });

  it('is undecided where the base was not looked at to the end', () => {
    const cut = { ...base, coverage: { ...base.coverage, complete: false, stoppedBy: 'a bound' } };
    expect(verdictRows(cut, checked('pci-registers-not-migrated'))[0]?.change).toBe('undecided');
  });
});
