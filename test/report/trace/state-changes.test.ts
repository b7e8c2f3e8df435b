import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stateChanges } from '../../../src/report/trace/state-changes.ts';
import { arbitraryTrace } from '../../trace/trace-arbitrary.ts';

it('shows only what changed, in words', () => {
  const before = { core: { deviceStatus: 3, started: false, mtu: 1500, gone: 1 }, idle: { revision: -1 } };
  const after = { core: { deviceStatus: 11, started: true, mtu: 1500, fresh: 'x' }, idle: { revision: -1 } };
  expect(stateChanges(before, after, 'net')).toEqual([
    { name: 'core.deviceStatus', before: '0x03', after: '0x0b' },
    { name: 'core.fresh', before: 'absent', after: 'x' },
    { name: 'core.gone', before: '1', after: 'absent' },
    { name: 'core.started', before: 'no', after: 'yes' },
  ]);
});

it('joins the halves of a feature word, also when one of them did not change', () => {
  const before = { core: { guestFeaturesLow: 8, guestFeaturesHigh: 0 } };
  const after = { core: { guestFeaturesLow: 8, guestFeaturesHigh: 1 } };
  expect(stateChanges(before, after, 'net')).toEqual([
    { name: 'core.guestFeatures', before: '0x8 {MTU}', after: '0x100000008 {MTU, VERSION_1}' },
  ]);
});

it('leaves a lone half alone, and halves that are no numbers', () => {
  expect(stateChanges({ core: { xLow: 1 } }, { core: { xLow: 2 } }, 'net')).toEqual([
    { name: 'core.xLow', before: '1', after: '2' },
  ]);
  expect(stateChanges({ core: { xLow: 'a', xHigh: 1 } }, { core: { xLow: 'b', xHigh: 1 } }, 'net')).toEqual([
    { name: 'core.xLow', before: 'a', after: 'b' },
  ]);
});

it('finds nothing between equal states, and nothing where a state is not known', () => {
  fc.assert(
    fc.property(arbitraryTrace, ({ initialState }) => {
      expect(stateChanges(initialState, structuredClone(initialState), 'net')).toEqual([]);
      expect(stateChanges(undefined, initialState, 'net')).toEqual([]);
    }),
  );
});
