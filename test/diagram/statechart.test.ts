import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { statechartOf } from '../../src/diagram/statechart.ts';
import { deviceLifecycle, nestedMachine, parallelMachine } from './sample-machines.ts';

const labelOf = (chart: ReturnType<typeof statechartOf>, from: string, to: string): string | undefined =>
  chart.edges.find((edge) => edge.from === from && edge.to === to)?.label;

describe('statechartOf', () => {
  const device = statechartOf(deviceLifecycle);

  it('writes a transition as event [guard] / actions', () => {
    expect(labelOf(device, 'device.reset', 'device.legacy')).toBe(
      'WRITE_FEATURES [isLegacyInterface] / storeDriverFeatures',
    );
  });

  it('shows a guard with parameters by its name, and combined guards in words', () => {
    expect(labelOf(device, 'device.acknowledged', 'device.indicatedModern')).toContain('[bitIsOffered]');
    expect(labelOf(device, 'device.indicatedModern', 'device.featuresOk')).toBe(
      'SET_FEATURES_OK [acceptsFeatures and not isLegacyInterface] / callClassSetFeatures',
    );
  });

  it('says else where the guards before an unguarded transition failed', () => {
    expect(labelOf(device, 'device.indicatedModern', 'device.refused')).toBe('SET_FEATURES_OK [else]');
  });

  it('merges parallel edges, one line for each transition', () => {
    expect(labelOf(device, 'device.acknowledged', 'device.indicatedModern')).toBe(
      'WRITE_FEATURES [bitIsOffered]\nWRITE_REVISION',
    );
  });

  it('draws transitions of the root from the enclosing state', () => {
    expect(labelOf(device, 'device', 'device.needsReset')).toBe('BACKEND_GONE [hasQueue]');
    expect(device.states.find(({ id }) => id === 'device.reset')?.parent).toBe('device');
  });

  it('leaves out a root that has nothing to show', () => {
    const chart = statechartOf(
      createMachine({ id: 'm', initial: 'a', states: { a: { on: { GO: 'b' } }, b: {} } }),
    );
    expect(chart.states).toEqual([
      { id: 'm.a', label: 'a', initial: true },
      { id: 'm.b', label: 'b', initial: false },
    ]);
  });

  it('says entry and exit actions in the label of the state', () => {
    const state = device.states.find(({ id }) => id === 'device.driverOk');
    expect(state?.label).toBe('driverOk\nentry / notifyConfigChange\nexit / stopBackend');
  });

  it.each([
    ['events', 'SET_FEATURES_OK'],
    ['guards', 'SET_FEATURES_OK [acceptsFeatures and not isLegacyInterface]'],
  ] as const)('says less with detail %s', (detail, label) => {
    const chart = statechartOf(deviceLifecycle, { detail });
    expect(labelOf(chart, 'device.indicatedModern', 'device.featuresOk')).toBe(label);
    expect(chart.states.every((state) => !state.label.includes('\n'))).toBe(true);
  });

  it('counts the actions beyond the limit', () => {
    const chart = statechartOf(deviceLifecycle, { actionsMax: 2 });
    expect(labelOf(chart, 'device', 'device.reset')).toBe(
      'RESET / clearStatus, clearDriverFeatures, … (+2 more)',
    );
  });

  it('draws transitions without a target as asked', () => {
    const loops = (targetless: 'all' | 'described' | 'none'): readonly string[] =>
      statechartOf(deviceLifecycle, { targetless })
        .edges.filter(({ kind }) => kind === 'self')
        .map(({ from }) => from);
    // Those that name their own state as target are always there.
    expect(loops('none')).toEqual(['device.indicatedModern', 'device.driverOk']);
    expect(loops('described')).toEqual(['device.legacy', 'device.indicatedModern', 'device.driverOk']);
    expect(loops('all')).toContain('device.acknowledged');
  });

  it('has words for what xstate names by ids of its own', () => {
    const chart = statechartOf(nestedMachine);
    expect(labelOf(chart, 'transport.running.idle', 'transport.running.paused')).toBe(
      'WORK [else]\nafter 500 ms',
    );
    expect(labelOf(chart, 'transport.running', 'transport.closed')).toBe('CLOSE, done');
    expect(labelOf(chart, 'transport.closed', 'transport.running')).toBe('OPEN / open, raise START');
    expect(labelOf(chart, 'transport.running.paused', 'transport.running.idle')).toBe('always [isReady]');
    expect(chart.states.map(({ label }) => label)).toContain('recent (history)');
  });

  it('begins every region of a parallel state, and draws each of several targets', () => {
    const chart = statechartOf(parallelMachine);
    expect(chart.states.filter(({ initial }) => initial).map(({ id }) => id)).toEqual([
      'pair',
      'pair.driver',
      'pair.driver.off',
      'pair.device',
      'pair.device.off',
    ]);
    expect(chart.edges.filter(({ from }) => from === 'pair').map(({ to }) => to)).toEqual([
      'pair.driver.off',
      'pair.device.off',
    ]);
  });
});
