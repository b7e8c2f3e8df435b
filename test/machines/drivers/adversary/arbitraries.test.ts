import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  choiceSequence,
  choose,
  featureWord,
  operation,
  operationSequence,
  statusByte,
} from '../../../../machines/drivers/adversary/arbitraries.ts';
import { toEvent } from '../../../../machines/to-event.ts';
import { bitsOf, VIRTIO_F_VERSION_1 } from '../../../../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../../../../machines/vocabulary/operation.ts';
import { buildModel } from '../../../../src/model/build-model.ts';
import { eventsIn } from '../../../../src/statechart/events-in.ts';
import { everyDevice, scenario } from '../../../sample/scenarios.ts';

const { input } = buildModel(scenario(), { patches: [] });
const isUint32 = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
const SEED = { seed: 1 };

describe.each(everyDevice('qemu-7.2'))('operations of %s', (_name, of) => {
  const { model, input: device } = buildModel(of, { patches: [] });
  const [transport] = model.parts;
  const accepted: readonly string[] = transport === undefined ? [] : [...eventsIn(transport.machine)];

  test('are all of types that the transport knows', () => {
    fc.assert(
      fc.property(operation(device), (each) => {
        const { to, event } = toEvent(each);
        if (to === 'transport') expect(accepted).toContain(event.type);
        else expect(to).toBe('core');
      }),
      { ...SEED, numRuns: 2000 },
    );
  });

  test('are of every type that a driver can send it', () => {
    const drawn = new Set(
      fc
        .sample(operation(device, { further: model.operations }), { ...SEED, numRuns: 5000 })
        .map((each) => toEvent(each).event.type),
    );
    const sides = of.flavour === 'transitional' ? ['modern', 'legacy'] : [of.flavour];
    const isDrivers = (type: string): boolean =>
      sides.some((side) => type.startsWith(`${side}.`)) || /^[A-Z]|^subchannel/.test(type);
    // Channel I/O: a notification means the same whichever interface it names.
    const wanted = accepted.filter(
      // The effect of a configuration write is not modelled.
      (type) =>
        isDrivers(type) && type !== 'WRITE_CONF' && !(of.transport === 'ccw' && type === 'legacy.notify'),
    );
    expect([...drawn]).toEqual(expect.arrayContaining(wanted));
  });

  test('stay within their registers and fields', () => {
    const end = Math.max(...device.deviceClass.fields.map((field) => field.offset + field.size));
    const fits = (each: Operation): boolean => {
      if ('value' in each && !isUint32(each.value ?? 0)) return false;
      if (!('size' in each) || each.size === undefined) return true;
      if (each.kind === 'write' && each.value >= 2 ** (8 * each.size)) return false;
      return each.offset === undefined
        ? ('at' in each ? (each.at ?? 0) : 0) + each.size <= 4
        : each.offset + each.size <= end;
    };
    fc.assert(fc.property(operation(device), fits), { ...SEED, numRuns: 2000 });
  });

  test('make sequences that are as long as was asked for, and no longer', () => {
    const lengths = fc
      .sample(operationSequence(device, { maxLength: 50 }), { ...SEED, numRuns: 300 })
      .map((each) => each.length);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBeGreaterThan(45);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(50);
  });
});

test('only a caller who asks for it gets a PCI queue disabled', () => {
  const writesZero = (each: Operation): boolean =>
    each.kind === 'write' && each.register === 'queueEnable' && each.value !== 1;
  const drawn = (disablesPciQueue: boolean): readonly Operation[] =>
    fc.sample(operation(input, { disablesPciQueue }), { ...SEED, numRuns: 3000 });
  expect(drawn(false).some(writesZero)).toBe(false);
  expect(drawn(true).some(writesZero)).toBe(true);
});

test('host events are the ones that were asked for', () => {
  const drawn = fc.sample(operation(input, { hostEvents: ['linkDown', 'linkUp', 'pause'] }), {
    ...SEED,
    numRuns: 2000,
  });
  const events = new Set(drawn.flatMap((each) => (each.kind === 'host' ? [each.event] : [])));
  expect([...events].sort()).toEqual(['linkDown', 'linkUp', 'pause']);
});

describe('feature words', () => {
  test('are pairs of unsigned halves', () => {
    fc.assert(
      fc.property(featureWord(input), ({ low, high }) => isUint32(low) && isUint32(high)),
      SEED,
    );
  });

  test('have every bit at times, and VERSION_1 more often than not', () => {
    const words = fc.sample(featureWord(input), { ...SEED, numRuns: 2000 }).map(bitsOf);
    expect(new Set(words.flat()).size).toBe(64);
    expect(words.filter((bits) => bits.includes(VIRTIO_F_VERSION_1)).length).toBeGreaterThan(1000);
  });

  test('shrink to the bits that matter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 63 }), (one, two) => {
        const { counterexample } = fc.check(
          fc.property(featureWord(input), (word) => ![one, two].every((bit) => bitsOf(word).includes(bit))),
          { ...SEED, numRuns: 1, examples: [[{ low: 0xffff_ffff, high: 0xffff_ffff }]] },
        );
        expect(bitsOf(counterexample?.[0] ?? { low: 0, high: 0 })).toEqual(
          [...new Set([one, two])].sort((a, b) => a - b),
        );
      }),
      { ...SEED, numRuns: 30 },
    );
  });
});

test('status bytes are bytes, and any byte at times', () => {
  const drawn = fc.sample(statusByte(), { ...SEED, numRuns: 20_000 });
  expect(drawn.every((each) => each >= 0 && each <= 0xff)).toBe(true);
  expect(new Set(drawn).size).toBe(256);
});

test('sequences shrink to the operations that matter, each as simple as can be', () => {
  const isVersion1 = (each: Operation): boolean =>
    each.kind === 'write' && each.register === 'driverFeature' && (each.value & 1) === 1;
  const isKick = (each: Operation): boolean => each.kind === 'notify';
  const { counterexample } = fc.check(
    fc.property(
      operationSequence(input, { maxLength: 100 }),
      (all) => !all.slice(all.findIndex(isVersion1)).some(isKick) || !all.some(isVersion1),
    ),
    { ...SEED, numRuns: 1000 },
  );
  expect(counterexample?.[0]).toEqual([
    { kind: 'write', interface: 'modern', register: 'driverFeature', value: 1 },
    { kind: 'notify', interface: 'modern', queue: 0 },
  ]);
});

test('a choice is always one of what there is, the driver’s own unless it is negative', () => {
  const own = ['a', 'b', 'c'].map((_, queue): Operation => ({ kind: 'notify', interface: 'modern', queue }));
  const host: readonly Operation[] = [{ kind: 'host', event: 'migrate' }];
  fc.assert(
    fc.property(choiceSequence({ maxLength: 30 }), (choices) => {
      for (const each of choices) {
        expect(each < 0 ? host : own).toContain(choose(own, host, each));
        expect(host).toContain(choose([], host, each));
        expect(own).toContain(choose(own, [], each));
        expect(choose([], [], each)).toBeUndefined();
      }
    }),
    SEED,
  );
});
