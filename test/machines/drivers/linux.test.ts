import { expect, test } from 'vitest';
import { playsLinux } from '../../../machines/drivers/linux.ts';
import { linux515 } from '../../../machines/drivers/linux-5.15.ts';
import { linux518 } from '../../../machines/drivers/linux-5.18.ts';
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { DriverPart } from '../../../src/statechart/part.ts';
import { brief, type Habit, inputFor, play, responder } from './responder.ts';

/** A modern set with MTU, CTRL_VQ and MQ; 40 is a bit that Linux does not know. */
const features = ['MTU', 'CTRL_VQ', 'MQ', 'RING_RESET'];
const low = 0x42_0008;

function start(
  create: (input: DeviceInput) => DriverPart,
  input: DeviceInput,
  habit: Partial<Habit> = {},
): readonly string[] {
  const device = responder(input, { offer: input.offeredModern, ...habit });
  return play(create(input), device, { until: ['live'] }).operations.map(brief);
}

const acknowledging = ['deviceStatus ?', 'deviceStatus = 0x1', 'deviceStatus ?', 'deviceStatus = 0x3'];
const readingOffer = [
  'deviceFeatureSelect = 0x0',
  'deviceFeature ?',
  'deviceFeatureSelect = 0x1',
  'deviceFeature ?',
];
const writing = (value: number, high: number) => [
  'driverFeatureSelect = 0x0',
  `driverFeature = 0x${value.toString(16)}`,
  'driverFeatureSelect = 0x1',
  `driverFeature = 0x${high.toString(16)}`,
];
const confirming = ['deviceStatus ?', 'deviceStatus = 0xb', 'deviceStatus ?'];
const probing = ['config 10/2 ?', 'queueDesc = 0x1000', 'queueEnable = 0x1'];
const goingLive = ['deviceStatus ?', 'deviceStatus = 0xf'];

test('5.15, big-endian guest, PCI: VERSION_1 alone, validation, the real set', () => {
  expect(start(linux515, inputFor({ features, byteOrder: 'big' }))).toEqual([
    'deviceStatus = 0x0',
    'deviceStatus ?',
    ...acknowledging,
    ...readingOffer,
    ...writing(0, 1),
    'config 10/2 ?',
    ...writing(low, 1),
    ...confirming,
    ...probing,
    ...goingLive,
  ]);
});

test('5.15, little-endian guest: configuration is read before any feature is written', () => {
  const operations = start(linux515, inputFor({ features }));
  expect(operations.slice(10, 15)).toEqual(['config 10/2 ?', ...writing(low, 1)]);
});

test('5.15 drops the MTU when what it reads is too small', () => {
  // 1536 is 0x0600: read the wrong way round it is 6.
  const input = inputFor({ features, byteOrder: 'big' }, { mtu: 1536 });
  const operations = start(linux515, input, { bigEndian: true });
  expect(operations).toEqual(expect.arrayContaining([`driverFeature = 0x${(low & ~8).toString(16)}`]));
  expect(operations.filter((each) => each === `driverFeature = 0x${low.toString(16)}`)).toEqual([]);
  expect(operations.filter((each) => each.startsWith('config'))).toHaveLength(1);
});

test('5.15, blk: no validation, so no early write even on a big-endian guest', () => {
  const operations = start(
    linux515,
    inputFor({ device: 'blk', features: ['BLK_SIZE', 'MQ'], byteOrder: 'big' }),
  );
  expect(operations.slice(10, 14)).toEqual(writing(0x1040, 1));
  expect(operations.slice(17, 20)).toEqual(['queueDesc = 0x1000', 'queueEnable = 0x1', 'config 20/4 ?']);
});

test('5.18, PCI: all features, then validation', () => {
  expect(start(linux518, inputFor({ features, byteOrder: 'big' }))).toEqual([
    'deviceStatus = 0x0',
    'deviceStatus ?',
    ...acknowledging,
    ...readingOffer,
    ...writing(low, 1),
    'config 10/2 ?',
    ...confirming,
    ...probing,
    ...goingLive,
  ]);
});

test('5.18 writes the smaller set over the first one', () => {
  const operations = start(linux518, inputFor({ features }, { mtu: 67 }));
  expect(operations.slice(10, 20)).toEqual([
    ...writing(low, 1),
    'config 10/2 ?',
    ...writing(low & ~8, 1),
    'deviceStatus ?',
  ]);
  expect(
    start(linux518, inputFor({ features }, { mtu: 68 })).filter((each) => each.startsWith('driverFeature =')),
  ).toHaveLength(2);
});

test('MMIO takes the high half first and does not poll the reset', () => {
  const mmio = inputFor({ features, transport: 'mmio', flavour: 'modern', byteOrder: 'big' });
  const offer = [
    'deviceFeatureSelect = 0x1',
    'deviceFeature ?',
    'deviceFeatureSelect = 0x0',
    'deviceFeature ?',
  ];
  const writes = ['driverFeatureSelect = 0x1', 'driverFeature = 0x1', 'driverFeatureSelect = 0x0'];
  const end = [...confirming, ...probing, ...goingLive];
  expect(start(linux515, mmio)).toEqual([
    ...['deviceStatus = 0x0', ...acknowledging, ...offer],
    ...[
      ...writes,
      'driverFeature = 0x0',
      'config 10/2 ?',
      ...writes,
      `driverFeature = 0x${low.toString(16)}`,
      ...end,
    ],
  ]);
  expect(start(linux518, mmio)).toEqual([
    ...['deviceStatus = 0x0', ...acknowledging, ...offer],
    ...[...writes, `driverFeature = 0x${low.toString(16)}`, 'config 10/2 ?', ...end],
  ]);
});

test('channel I/O', () => {
  const ccw = inputFor({ features, transport: 'ccw', byteOrder: 'big' });
  const begin = [
    ...[
      'SET_VIRTIO_REV 0x2',
      'VDEV_RESET',
      'READ_STATUS',
      'WRITE_STATUS 0x1',
      'READ_STATUS',
      'WRITE_STATUS 0x3',
    ],
    ...['READ_FEAT 0', 'READ_FEAT 1'],
  ];
  const full = [`WRITE_FEAT 0 0x${low.toString(16)}`, 'WRITE_FEAT 1 0x1'];
  const end = [
    ...[
      'READ_STATUS',
      'WRITE_STATUS 0xb',
      'READ_STATUS',
      'READ_CONF 10/2',
      'SET_VQ',
      'READ_STATUS',
      'WRITE_STATUS 0xf',
    ],
  ];
  expect(start(linux515, ccw)).toEqual([
    ...begin,
    'WRITE_FEAT 0 0x0',
    'WRITE_FEAT 1 0x1',
    'READ_CONF 10/2',
    ...full,
    ...end,
  ]);
  expect(start(linux518, ccw)).toEqual([...begin, ...full, 'READ_CONF 10/2', ...end]);
});

test('a refused set ends in FAILED, and nothing follows', () => {
  for (const create of [linux515, linux518]) {
    const pci = inputFor({ features });
    const operations = start(create, pci, { refusals: 1 });
    expect(operations.slice(-4)).toEqual([
      'deviceStatus = 0xb',
      'deviceStatus ?',
      'deviceStatus ?',
      'deviceStatus = 0x83',
    ]);
    const played = play(create(pci), responder(pci, { offer: pci.offeredModern, refusals: 1 }));
    expect(played.views.at(-1)?.lifecycle).toBe('givenUp');
  }
});

test('MQ without CTRL_VQ, or an offer without VERSION_1, ends in FAILED', () => {
  const lacking = inputFor({ features: ['MTU', 'MQ'] });
  expect(start(linux515, lacking).at(-1)).toBe('deviceStatus = 0x83');
  expect(start(linux518, lacking).at(-1)).toBe('deviceStatus = 0x83');
  const input = inputFor({ features });
  expect(start(linux518, input, { offer: { low, high: 0 } }).at(-1)).toBe('deviceStatus = 0x83');
});

test('polls a slow reset; gives up on an unknown revision', () => {
  const pci = inputFor({ features });
  expect(start(linux518, pci, { slowResets: 2 }).slice(0, 5)).toEqual([
    'deviceStatus = 0x0',
    'deviceStatus ?',
    'deviceStatus ?',
    'deviceStatus ?',
    'deviceStatus ?',
  ]);
  const ccw = inputFor({ features, transport: 'ccw', byteOrder: 'big' });
  expect(start(linux518, ccw, { rejectsRevision: true })).toEqual(['SET_VIRTIO_REV 0x2']);
});

test('a removed driver acknowledges the device again; a system reset starts from the revision', () => {
  const ccw = inputFor({ features, transport: 'ccw', byteOrder: 'big' });
  const device = responder(ccw, { offer: ccw.offeredModern });
  const length = start(linux518, ccw).length;
  const remove = play(linux518(ccw), device, {
    pick: (choices, step) =>
      step === length ? choices.findIndex((each) => brief(each) === 'VDEV_RESET') : 0,
    steps: length + 3,
  });
  expect(remove.operations.map(brief).slice(-3)).toEqual(['VDEV_RESET', 'READ_STATUS', 'WRITE_STATUS 0x1']);
  const reset = play(linux518(ccw), device, { systemResets: [9], steps: 11 });
  expect(reset.operations.map(brief).slice(9)).toEqual(['SET_VIRTIO_REV 0x2', 'VDEV_RESET']);
});

test('says why it does not play', () => {
  expect(playsLinux(inputFor({ flavour: 'legacy' }))).toMatch(/modern interfaces/);
  expect(playsLinux(inputFor({}))).toBe(true);
});
