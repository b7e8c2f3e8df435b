import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { DRIVERS } from '../../../machines/drivers/index.ts';
import { legacyDriver } from '../../../machines/drivers/legacy.ts';
import { modernDriver } from '../../../machines/drivers/modern.ts';
import { conformingStart } from '../../../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import { type FeatureWord, wordOf } from '../../../machines/vocabulary/feature-bits.ts';
import type { Interface, Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { broken } from './conformance.ts';
import { brief, inputFor, play, responder } from './responder.ts';

const MODERN: readonly Partial<Scenario>[] = [
  { transport: 'pci', flavour: 'transitional' },
  { transport: 'mmio', flavour: 'modern' },
  { transport: 'ccw', flavour: 'transitional', byteOrder: 'big' },
  { transport: 'pci', flavour: 'modern', device: 'blk', features: [] },
];
const LEGACY: readonly Partial<Scenario>[] = [
  { transport: 'pci', flavour: 'transitional' },
  { transport: 'mmio', flavour: 'legacy' },
  { transport: 'ccw', flavour: 'transitional', byteOrder: 'big' },
];

/** Any offer, bits that mean nothing to the device among them; VERSION_1 nearly always. */
const anyOffer = fc
  .tuple(
    fc.array(fc.constantFrom(0, 1, 3, 6, 7, 9, 15, 17, 18, 22, 24, 27, 30, 31), { maxLength: 9 }),
    fc.array(fc.constantFrom(33, 34, 40, 41, 50, 60, 62), { maxLength: 4 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([low, high, odds]) => wordOf([...low, ...high, ...(odds === 0 ? [] : [32])]));

const anyRun = fc.record({
  offer: anyOffer,
  picks: fc.array(fc.nat({ max: 50 }), { minLength: 20, maxLength: 120 }),
  refusals: fc.integer({ min: 0, max: 2 }),
  slowResets: fc.integer({ min: 0, max: 2 }),
});

function conforms(input: DeviceInput, via: Interface, create: typeof modernDriver): void {
  fc.assert(
    fc.property(anyRun, ({ offer, picks, refusals, slowResets }) => {
      const seen: FeatureWord = via === 'legacy' ? { low: offer.low, high: 0 } : offer;
      const played = play(create(input), responder(input, { offer: seen, refusals, slowResets }), {
        pick: (_, step) => picks[step] ?? 0,
        steps: picks.length,
      });
      expect(broken(input, via, seen, played.operations, played.answers)).toEqual([]);
    }),
    { numRuns: 300 },
  );
}

describe('every run conforms', () => {
  test.each(MODERN)('modern: %o', (scenario) => conforms(inputFor(scenario), 'modern', modernDriver));
  test.each(LEGACY)('legacy: %o', (scenario) => conforms(inputFor(scenario), 'legacy', legacyDriver));
});

test('a plain start conforms as well, apart from the poll after the reset', () => {
  const input = inputFor({ transport: 'ccw', byteOrder: 'big' });
  const operations = conformingStart(input, 'modern', input.offeredModern);
  const device = responder(input, { offer: input.offeredModern });
  expect(broken(input, 'modern', input.offeredModern, operations, operations.map(device))).toEqual([]);
});

test('the monitor is not blind', () => {
  const input = inputFor({ transport: 'mmio', flavour: 'modern' });
  const good = conformingStart(input, 'modern', input.offeredModern);
  const judge = (operations: typeof good) =>
    broken(
      input,
      'modern',
      input.offeredModern,
      operations,
      operations.map(responder(input, { offer: input.offeredModern })),
    );
  expect(judge(good)).toEqual([]);
  // Without its last operation the start is merely unfinished; one of the two queue writes is enough here.
  const dispensable = ['deviceStatus = 0xf', 'queueDesc = 0x1000', 'queueEnable = 0x1'];
  // On MMIO a reset is done at once, so that nobody need wait for it: reads before ACKNOWLEDGE say nothing new.
  const acknowledges = good.findIndex((each) => brief(each) === 'deviceStatus = 0x1');
  good.forEach((left, at) => {
    if (dispensable.includes(brief(left))) return;
    if (at < acknowledges && brief(left) === 'deviceStatus ?') return;
    expect(judge(good.filter((_, index) => index !== at)), `without ${brief(left)}`).not.toEqual([]);
  });
});

describe('the usual run', () => {
  const usual = (create: typeof modernDriver, input: DeviceInput, offer: FeatureWord) =>
    play(create(input), responder(input, { offer }), { until: ['live'] }).operations.map(brief);

  test('modern on PCI', () => {
    const input = inputFor({ features: ['MTU'] });
    expect(usual(modernDriver, input, input.offeredModern)).toEqual([
      ...['deviceStatus = 0x0', 'deviceStatus ?', 'deviceStatus = 0x1', 'deviceStatus = 0x3'],
      ...['deviceFeatureSelect = 0x0', 'deviceFeature ?', 'deviceFeatureSelect = 0x1', 'deviceFeature ?'],
      ...[
        'driverFeatureSelect = 0x0',
        'driverFeature = 0x8',
        'driverFeatureSelect = 0x1',
        'driverFeature = 0x1',
      ],
      ...[
        'deviceStatus = 0xb',
        'deviceStatus ?',
        'queueDesc = 0x1000',
        'queueEnable = 0x1',
        'deviceStatus = 0xf',
      ],
    ]);
  });

  test('modern on MMIO does not poll the reset', () => {
    const input = inputFor({ transport: 'mmio', flavour: 'modern', features: ['MTU'] });
    expect(usual(modernDriver, input, input.offeredModern).slice(0, 3)).toEqual([
      'deviceStatus = 0x0',
      'deviceStatus = 0x1',
      'deviceStatus = 0x3',
    ]);
  });

  test('modern on channel I/O', () => {
    const input = inputFor({ transport: 'ccw', byteOrder: 'big', features: ['MTU'] });
    expect(usual(modernDriver, input, input.offeredModern)).toEqual([
      ...[
        'SET_VIRTIO_REV 0x2',
        'VDEV_RESET',
        'WRITE_STATUS 0x1',
        'WRITE_STATUS 0x3',
        'READ_FEAT 0',
        'READ_FEAT 1',
      ],
      ...[
        'WRITE_FEAT 0 0x8',
        'WRITE_FEAT 1 0x1',
        'WRITE_STATUS 0xb',
        'READ_STATUS',
        'SET_VQ',
        'WRITE_STATUS 0xf',
      ],
    ]);
  });

  test('legacy on all three', () => {
    const offer = { low: 8, high: 0 };
    const begin = ['deviceStatus = 0x0', 'deviceStatus = 0x1', 'deviceStatus = 0x3'];
    const end = ['queuePfn = 0x1', 'deviceStatus = 0x7'];
    expect(usual(legacyDriver, inputFor({}), offer)).toEqual([
      ...begin,
      'deviceFeature ?',
      'driverFeature = 0x8',
      ...end,
    ]);
    expect(usual(legacyDriver, inputFor({ transport: 'mmio', flavour: 'legacy' }), offer)).toEqual([
      ...[
        ...begin,
        'deviceFeatureSelect = 0x0',
        'deviceFeature ?',
        'driverFeatureSelect = 0x0',
        'driverFeature = 0x8',
        ...end,
      ],
    ]);
    expect(usual(legacyDriver, inputFor({ transport: 'ccw', byteOrder: 'big' }), offer)).toEqual([
      ...[
        'VDEV_RESET',
        'WRITE_STATUS 0x1',
        'WRITE_STATUS 0x3',
        'READ_FEAT 0',
        'WRITE_FEAT 0 0x8',
        'SET_VQ',
        'WRITE_STATUS 0x7',
      ],
    ]);
  });
});

describe('the freedoms are there', () => {
  /** Many runs with random choices, each as the list of its operations. */
  const runs = (input: DeviceInput, via: Interface, create: typeof modernDriver) =>
    fc
      .sample(fc.array(fc.nat({ max: 50 }), { minLength: 60, maxLength: 60 }), { numRuns: 300, seed: 1 })
      .map((picks) => {
        const offer = via === 'legacy' ? input.offered : input.offeredModern;
        return play(create(input), responder(input, { offer }), {
          pick: (_, step) => picks[step] ?? 0,
          steps: 60,
        }).operations.map(brief);
      });

  test('modern: either half first, reads before, between and after, sets without ACCESS_PLATFORM', () => {
    const all = runs(
      inputFor({ transport: 'ccw', byteOrder: 'big', features: ['MTU', 'ACCESS_PLATFORM'] }),
      'modern',
      modernDriver,
    ).map((each) => each.join(', '));
    for (const wanted of [
      'READ_FEAT 1, WRITE_FEAT 1 0x3, WRITE_FEAT 0 0x8',
      'READ_FEAT 1, READ_CONF 10/2, WRITE_FEAT 0 0x0, READ_CONF 10/2, WRITE_FEAT 1 0x1',
      'WRITE_FEAT 1 0x1, READ_CONF 10/2, WRITE_STATUS 0xb',
      'WRITE_STATUS 0xf, kick 0',
    ]) {
      expect(
        all.some((each) => each.includes(wanted)),
        wanted,
      ).toBe(true);
    }
  });

  test('legacy: kicks before DRIVER_OK, configuration before features', () => {
    const all = runs(inputFor({ features: ['MTU'] }), 'legacy', legacyDriver).map((each) => each.join(', '));
    for (const wanted of [
      'queuePfn = 0x1, kick 0, deviceStatus = 0x7',
      'deviceFeature ?, config 10/2 ?, driverFeature = 0x8',
    ]) {
      expect(
        all.some((each) => each.includes(wanted)),
        wanted,
      ).toBe(true);
    }
  });
});

test('every driver is in the table, plays or says why not, and has a choice from the start', () => {
  expect([...DRIVERS.keys()]).toEqual(['modern', 'legacy', 'linux-5.15', 'linux-5.18', 'firmware']);
  for (const flavour of ['legacy', 'transitional', 'modern'] as const) {
    for (const [name, driver] of DRIVERS) {
      const input = inputFor({ flavour });
      const plays = driver.plays(input);
      expect(plays === true, `${name} on ${flavour}`).toBe(
        flavour === 'transitional' || driver.interface === flavour,
      );
      if (plays === true)
        expect(
          play(driver.create(input), responder(input, { offer: input.offeredModern }), { steps: 1 })
            .operations,
        ).toHaveLength(1);
    }
  }
});

test('done must name the operation when there was a choice', () => {
  const input = inputFor({ features: ['MTU'] });
  const device = responder(input, { offer: input.offeredModern });
  const forgetful = (operation: Operation) => ({ ...device(operation), operation: '' });
  expect(() => play(modernDriver(input), forgetful)).toThrow(
    /driver "modern", state "writingFeatures": done says "", but the choice was kind=write;.* or /,
  );
});

test.each([...DRIVERS.keys()])('%s: the compiled form does what xstate does', (name) => {
  const driver = DRIVERS.get(name);
  const input = inputFor({ byteOrder: 'big' }, { mtu: 60 });
  const part = driver?.create(input);
  if (part === undefined) throw new RangeError(name);
  fc.assert(
    fc.property(anyRun, ({ offer, picks, refusals, slowResets }) => {
      let [snapshot] = initialTransition(part.machine);
      play(part, responder(input, { offer, refusals, slowResets }), {
        pick: (_, step) => picks[step] ?? 0,
        steps: picks.length,
        systemResets: [40],
        watch: (event, value, context) => {
          [snapshot] = transition(part.machine, snapshot, event);
          expect([snapshot.value, snapshot.context]).toEqual([value, context]);
        },
      });
    }),
    { numRuns: 50 },
  );
});
