import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { callsWith } from '../../machines/calls/index.ts';
import { compareModels } from '../../src/compare/compare-models.ts';
import { repeatEvents } from '../../src/compare/repeated-events.ts';
import { insertedSteps, repeatInsertedSteps } from '../../src/compare/repeated-steps.ts';
import { definePatch, type Patch } from '../../src/statechart/patch.ts';
import { build, patchNamed, scenario } from './scenarios.ts';

const machinesOf = (of: ReturnType<typeof scenario>) =>
  new Set(build(of).model.parts.map(({ machine }) => machine.id));

function twiceAndOnce(of: ReturnType<typeof scenario>, patch: Patch) {
  const { input } = build(of);
  const repeated = repeatInsertedSteps(patch, input, machinesOf(of));
  if (repeated === undefined) throw new Error('the patch inserts nothing');
  return compareModels(build(of, [patch]).model, build(of, [repeated]).model);
}

describe('inserted steps done twice', () => {
  it('are named with their places, on the machines of the scenario only', () => {
    const of = scenario();
    const patch = patchNamed('force-modern-v2');
    expect(insertedSteps(patch, build(of).input, machinesOf(of))).toEqual([
      'virtio-ccw: forceModernIfRevisionIsModern after resetFromStatus',
      'virtio-ccw: forceModernIfRevisionIsModern after resetFromVdevReset',
      'virtio-ccw: forceModernIfRevisionIsModern after resetFromHost',
    ]);
    expect(repeatInsertedSteps(patchNamed('fence-legacy'), build(of).input, machinesOf(of))).toBeUndefined();
  });

  it('a second set_features call of force-modern-v1 is a no-op', () => {
    const { differences, coverage } = twiceAndOnce(scenario(), patchNamed('force-modern-v1'));
    expect({ differences, complete: coverage.complete }).toEqual({ differences: [], complete: true });
  });

  it('the second call of force-modern-v2 sends the set to the back end again', () => {
    const { differences } = twiceAndOnce(scenario(), patchNamed('force-modern-v2'));
    expect(differences.map(({ visibleTo, operations }) => [visibleTo, operations.length])).toEqual([
      ['backend', 2],
    ]);
  });
});

describe('the events of a patch delivered twice', () => {
  it('force-modern-v2 is idempotent without a back end, and never with one that listens', () => {
    const patch = patchNamed('force-modern-v2');
    const events = (backend: string) => {
      const of = scenario({ backend });
      return repeatEvents(build(of).model, build(of, [patch]).model).events;
    };
    const [alone, ...more] = events('none');
    expect(more).toEqual([]);
    expect(alone?.delivery).toMatchObject({ to: 'core', event: { type: 'forceModern' } });
    expect(alone?.points.map(({ lifecycle }) => lifecycle).sort()).toEqual([
      'driverOk',
      'featuresOk',
      'indicatedModern',
      'legacy',
    ]);
    expect(alone?.points.every(({ secondActs }) => secondActs === 0)).toBe(true);
    expect(events('vhost-user')[0]?.points.every(({ secondActs, states }) => secondActs === states)).toBe(
      true,
    );
  });

  it('a toggle is found out, at the nearest state', () => {
    const call = callsWith({ core: { flip: { standsFor: [] } } });
    const toggle = definePatch({
      name: 'toggle',
      title: 'an event that undoes itself',
      source: 'test',
      machines: () => ({
        'virtio-ccw': {
          actions: { flip: call('core', () => ({ type: 'flip' })) },
          after: { resetFromStatus: ['flip'] },
        },
        'qemu-virtio-device': {
          actions: { flipStart: assign(({ context }) => ({ startOnKick: context.startOnKick !== true })) },
          transitions: [{ state: '', on: 'flip', take: [{ actions: ['flipStart'] }] }],
        },
      }),
    });
    const of = scenario({ backend: 'none' });
    const { events } = repeatEvents(build(of).model, build(of, [toggle]).model);
    expect(events[0]?.points.every(({ secondActs, states }) => secondActs === states)).toBe(true);
    expect(events[0]?.points[0]?.shortest?.operations).toEqual([]);
  });

  it('a patch without events of its own has nothing to repeat', () => {
    const of = scenario({ backend: 'none' });
    expect(repeatEvents(build(of).model, build(of, [patchNamed('fence-legacy')]).model).events).toEqual([]);
  });
});
