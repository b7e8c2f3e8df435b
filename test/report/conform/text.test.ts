import { expect, it } from 'vitest';
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { Conformance } from '../../../src/conform/conformance.ts';
import type { Mismatch } from '../../../src/conform/mismatch.ts';
import type { ConformReport } from '../../../src/report/conform/conform-report.ts';
import { renderConformText } from '../../../src/report/conform/text.ts';
import { expectGolden } from '../golden.ts';

const scenario: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'legacy',
  device: 'net',
  backend: 'none',
  driver: 'adversary',
  byteOrder: 'little',
  features: ['MTU'],
};

const write: Operation = { kind: 'write', interface: 'legacy', register: 'deviceStatus', value: 7 };
const read: Operation = { kind: 'read', interface: 'legacy', register: 'deviceStatus' };

const mismatch = (rest: Omit<Mismatch, 'trace' | 'step'>): Mismatch => ({
  ...rest,
  step: 1,
  trace: {
    schemaVersion: 1,
    scenario,
    initialState: { core: { deviceStatus: 0 } },
    steps: [
      { operation: write, observations: [], state: { core: { deviceStatus: 7 } } },
      {
        operation: read,
        observations: [{ kind: 'read', register: 'deviceStatus', value: 7 }],
        state: { core: { deviceStatus: 7 } },
      },
    ],
    guiltyStep: 1,
    violation: 'the model and the target differ',
  },
});

const agreed: Conformance = {
  scenario,
  target: 'QEMU 7.2.0, pc-q35, virtio-net-pci',
  steps: 12_345,
  transitionsCovered: 792,
  transitionsTotal: 792,
  cover: { kind: 'transitions', because: 'few enough', complete: true },
  mismatches: [],
  runs: 200,
  seed: 1,
  unobserved: { observations: ['message'], state: ['core.lifecycle'] },
  seconds: 6,
  operationsPerSecond: 2057,
};

const REPORT: ConformReport = {
  tool: { name: 'virtio-verify', version: '0.0.0' },
  interrupted: false,
  outcomes: [
    { kind: 'played', result: agreed },
    {
      kind: 'played',
      result: {
        ...agreed,
        scenario: { ...scenario, transport: 'mmio', byteOrder: 'big' },
        transitionsCovered: 10,
        stoppedBy: 'the time limit of 5 s',
        mismatches: [
          mismatch({
            kind: 'observation',
            expected: [{ kind: 'read', register: 'deviceStatus', value: 7 }],
            actual: [{ kind: 'read', register: 'deviceStatus', value: 0 }],
          }),
          mismatch({
            kind: 'inner state',
            expected: { core: { started: true, deviceStatus: 7 } },
            actual: { core: { started: false, deviceStatus: 0 } },
          }),
          mismatch({ kind: 'target failed', expected: [], actual: 'it \u001b[31mexited\nwith code 1' }),
        ],
      },
    },
    { kind: 'not opened', scenario: { ...scenario, device: 'blk' }, because: 'qemu was not found' },
  ],
};

it('is a table, then each mismatch with both answers', () => {
  expectGolden(renderConformText(REPORT), 'test/golden/cli/conform.txt');
});

it('says more, or only what is wrong', () => {
  const all = renderConformText(REPORT, { detail: 'all' });
  expect(all).toContain('does not show: message, core.lifecycle');
  const broken = renderConformText(REPORT, { detail: 'broken' });
  expect(broken).not.toContain('transport  flavour');
  expect(broken).toContain('MISMATCH 1 of 3');
  expect(renderConformText({ ...REPORT, interrupted: true })).toContain('Interrupted');
});

it('prints nothing that moves a cursor', () => {
  expect(renderConformText(REPORT)).not.toContain('\u001b');
  expect(renderConformText(REPORT, { color: true })).toContain('\u001b[');
});
