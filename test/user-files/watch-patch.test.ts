/** Noting whose code runs must change nothing of what it does. */

import { expect, it } from 'vitest';
import { assign, enqueueActions, not } from 'xstate';
import { compareModels } from '../../src/compare/compare-models.ts';
import { definePatch } from '../../src/statechart/patch.ts';
import { UserCalls } from '../../src/user-files/user-calls.ts';
import { UserCodeNote } from '../../src/user-files/user-code-note.ts';
import { watchPatch } from '../../src/user-files/watch-patch.ts';
import { build, patchNamed, scenario } from '../compare/scenarios.ts';

it('a watched patch behaves as the patch does', () => {
  for (const name of [
    'force-modern-v2',
    'sample-at-reset',
    'assume-legacy-on-read',
    'features-before-config',
  ]) {
    const of = scenario();
    const patch = patchNamed(name);
    const watched = watchPatch(
      patch,
      patch,
      new UserCalls(patch.name, { cwd: '.', note: new UserCodeNote() }),
    );
    const { differences, coverage } = compareModels(build(of, [patch]).model, build(of, [watched]).model);
    expect({ differences, complete: coverage.complete }).toEqual({ differences: [], complete: true });
  }
});

it('says what runs at this moment, to another thread as well', () => {
  const note = new UserCodeNote();
  const elsewhere = new UserCodeNote(note.buffer);
  const seen: (string | undefined)[] = [];
  const look = () => seen.push(elsewhere.running()?.place);
  const patch = definePatch({
    name: './mine.ts',
    title: 't',
    source: 's',
    machines: () => {
      look();
      return {
        'virtio-ccw': {
          guards: {
            never: () => {
              look();
              return false;
            },
            both: not('never'),
          },
          actions: {
            byFunction: assign(() => {
              look();
              return {};
            }),
            byField: assign({
              revision: ({ context }) => {
                look();
                return context.revision;
              },
            }),
            queued: enqueueActions(() => void look()),
          },
          transitions: [
            { state: '', on: 'READ_STATUS', take: [{ guard: 'never' }] },
            {
              state: '',
              on: 'VDEV_RESET',
              take: [{ guard: 'both', actions: ['byFunction', 'byField', 'queued'] }],
            },
          ],
        },
      };
    },
  });
  const of = scenario({ backend: 'none' });
  const { model } = build(of, [watchPatch(patch, patch, new UserCalls(patch.name, { cwd: '.', note }))]);
  compareModels(model, model, { statesMax: 200 });
  expect(elsewhere.running()).toBeUndefined();
  expect([...new Set(seen)].sort()).toEqual([
    './mine.ts: action "byField" of virtio-ccw, on event "VDEV_RESET"',
    './mine.ts: action "byFunction" of virtio-ccw, on event "VDEV_RESET"',
    './mine.ts: action "queued" of virtio-ccw, on event "VDEV_RESET"',
    './mine.ts: guard "never" of virtio-ccw, on event "READ_STATUS"',
    './mine.ts: guard "never" of virtio-ccw, on event "VDEV_RESET"',
    './mine.ts: machines()',
  ]);
});
