import { expect, test } from 'vitest';
import { firmwareDriver, playsFirmware } from '../../../machines/drivers/firmware.ts';
import { brief, inputFor, play, responder } from './responder.ts';

const blk = inputFor({ device: 'blk', features: ['BLK_SIZE', 'MQ', 'FLUSH', 'SEG_MAX'] });
const offer = { offer: blk.offeredModern };
const readingOffer = [
  'deviceFeatureSelect = 0x0',
  'deviceFeature ?',
  'deviceFeatureSelect = 0x1',
  'deviceFeature ?',
];
const writing = (value: string) => [
  'driverFeatureSelect = 0x0',
  `driverFeature = ${value}`,
  'driverFeatureSelect = 0x1',
  'driverFeature = 0x1',
];

test('edk2 reads configuration before it writes features; then the operating system starts', () => {
  const played = play(firmwareDriver(blk), responder(blk, offer), {
    pick: (choices) =>
      Math.max(
        0,
        choices.findIndex((each) => brief(each) === 'deviceStatus = 0x0'),
      ),
    steps: 36,
  });
  expect(played.operations.map(brief)).toEqual([
    ...[
      'deviceStatus = 0x0',
      'deviceStatus = 0x1',
      'deviceStatus = 0x3',
      ...readingOffer,
      'config 20/4 ?',
      ...writing('0x240'),
    ],
    ...[
      'deviceStatus = 0xb',
      'deviceStatus ?',
      'queueDesc = 0x1000',
      'queueEnable = 0x1',
      'deviceStatus = 0xf',
    ],
    ...[
      'deviceStatus = 0x0',
      'deviceStatus = 0x1',
      'deviceStatus = 0x3',
      ...readingOffer,
      ...writing('0x1244'),
    ],
    ...[
      'deviceStatus = 0xb',
      'deviceStatus ?',
      'config 20/4 ?',
      'queueDesc = 0x1000',
      'queueEnable = 0x1',
      'deviceStatus = 0xf',
    ],
    ...['deviceStatus = 0x0', 'deviceStatus = 0x1'],
  ]);
});

test('SeaBIOS acknowledges in one write and reads configuration after FEATURES_OK', () => {
  const played = play(firmwareDriver(blk), responder(blk, offer), {
    pick: (choices) =>
      Math.max(
        0,
        choices.findIndex((each) => brief(each) === 'deviceStatus = 0x3'),
      ),
    until: ['live'],
  });
  expect(played.operations.map(brief)).toEqual([
    ...[
      'deviceStatus = 0x0',
      'deviceStatus = 0x3',
      ...readingOffer,
      ...writing('0x44'),
      'deviceStatus = 0xb',
      'deviceStatus ?',
    ],
    ...['config 20/4 ?', 'queueDesc = 0x1000', 'queueEnable = 0x1', 'deviceStatus = 0xf'],
  ]);
});

test('on MMIO firmware writes the low half first, Linux after it the high half', () => {
  const mmio = inputFor({ transport: 'mmio', flavour: 'modern', features: ['MAC', 'STATUS', 'MTU'] });
  const played = play(firmwareDriver(mmio), responder(mmio, { offer: mmio.offeredModern }), {
    pick: (choices) =>
      Math.max(
        0,
        choices.findIndex((each) => brief(each) === 'deviceStatus = 0x0'),
      ),
    steps: 30,
  });
  const operations = played.operations.map(brief);
  expect(operations.filter((each) => each.startsWith('driverFeature '))).toEqual([
    'driverFeature = 0x10020',
    'driverFeature = 0x1',
    'driverFeature = 0x1',
    'driverFeature = 0x10028',
  ]);
  expect(operations[7]).toBe('config 6/2 ?');
});

test('a refused firmware leaves the device to the operating system', () => {
  const played = play(firmwareDriver(blk), responder(blk, { ...offer, refusals: 1 }), { until: ['live'] });
  expect(played.operations.map(brief).slice(12, 18)).toEqual([
    ...['deviceStatus = 0xb', 'deviceStatus ?', 'deviceStatus = 0x83'],
    ...['deviceStatus = 0x0', 'deviceStatus = 0x1', 'deviceStatus = 0x3'],
  ]);
  expect(played.views.at(-1)?.lifecycle).toBe('live');
});

test('after a system reset the firmware plays again', () => {
  const played = play(firmwareDriver(blk), responder(blk, offer), { systemResets: [10], steps: 20 });
  expect(played.operations.map(brief).slice(10, 13)).toEqual([
    'deviceStatus = 0x0',
    'deviceStatus = 0x1',
    'deviceStatus = 0x3',
  ]);
});

test('says why it does not play', () => {
  expect(playsFirmware(inputFor({ transport: 'ccw', byteOrder: 'big' }))).toMatch(/channel I\/O/);
  expect(playsFirmware(inputFor({ flavour: 'legacy' }))).toMatch(/modern interfaces/);
  expect(playsFirmware(blk)).toBe(true);
});
