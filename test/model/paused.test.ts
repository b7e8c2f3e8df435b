/** While the virtual machine is paused no driver does anything. */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { explore } from '../../src/explore/explorer.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { choices, isOutsideGuest, isPaused, perform, powerOn } from '../../src/model/perform.ts';
import { Product } from '../../src/model/product.ts';
import { scenario } from '../sample/scenarios.ts';

const PAUSE: Operation = { kind: 'host', event: 'pause' };
const RESUME: Operation = { kind: 'host', event: 'resume' };

describe.each(['adversary', 'modern', 'linux-5.18'])('a paused device with the driver %s', (driver) => {
  const { model } = buildModel(scenario({ driver }), { patches: [] });
  const running = powerOn(model);
  const paused = perform(model, running, PAUSE).state;

  it('has the host only, until it resumes', () => {
    expect(isPaused(model, running)).toBe(false);
    expect(choices(model, running).some((each) => !isOutsideGuest(each))).toBe(true);
    expect(isPaused(model, paused)).toBe(true);
    expect(choices(model, paused).length).toBeGreaterThan(3);
    expect(choices(model, paused).every(isOutsideGuest)).toBe(true);
    expect(choices(model, perform(model, paused, RESUME).state)).toEqual(choices(model, running));
  });

  it('has the same choices in the product', () => {
    const product = new Product(model);
    const state = product.powerOn();
    const now = () => Array.from(product.choices(state), (each) => product.operation(each));
    expect(now()).toEqual(choices(model, running));
    product.perform(state, product.operationId(PAUSE));
    expect(now()).toEqual(choices(model, paused));
  });
});

it('an exploration takes each host event from a paused state, and nothing else', () => {
  const { model, input } = buildModel(scenario(), {
    patches: [],
    alphabet: { operations: ['pause', 'resume', 'statusReads'] },
  });
  expect(model.operations.length).toBe(3);
  // From the running state 3, from the paused one 2.
  const { states, transitions, complete } = explore(model, input, []).coverage;
  expect({ states, transitions, complete }).toEqual({ states: 2, transitions: 5, complete: true });
});
