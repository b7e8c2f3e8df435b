import { expect, test } from 'vitest';
import {
  conformingRestart,
  conformingStart,
  habits,
  readBackProbes,
} from '../../../machines/drivers/register-acts.ts';
import { brief, inputFor } from './responder.ts';

const set = { low: 8, high: 1 };

test('a modern start on PCI', () => {
  expect(conformingStart(inputFor({}), 'modern', set).map(brief)).toEqual([
    'deviceStatus = 0x0',
    'deviceStatus ?',
    'deviceStatus ?',
    'deviceStatus = 0x1',
    'deviceStatus = 0x3',
    'driverFeatureSelect = 0x0',
    'driverFeature = 0x8',
    'driverFeatureSelect = 0x1',
    'driverFeature = 0x1',
    'deviceStatus = 0xb',
    'deviceStatus ?',
    'queueDesc = 0x1000',
    'queueEnable = 0x1',
    'deviceStatus = 0xf',
  ]);
});

test('the high half may come first', () => {
  const operations = conformingStart(
    inputFor({ transport: 'mmio', flavour: 'modern' }),
    'modern',
    set,
    'highFirst',
  ).map(brief);
  expect(operations.slice(5, 9)).toEqual([
    'driverFeatureSelect = 0x1',
    'driverFeature = 0x1',
    'driverFeatureSelect = 0x0',
    'driverFeature = 0x8',
  ]);
});

test('a legacy start has one half and neither FEATURES_OK nor a re-read', () => {
  expect(conformingStart(inputFor({ flavour: 'legacy' }), 'legacy', set).map(brief)).toEqual([
    'deviceStatus = 0x0',
    'deviceStatus = 0x1',
    'deviceStatus = 0x3',
    'driverFeature = 0x8',
    'queuePfn = 0x1',
    'deviceStatus = 0x7',
  ]);
  const mmio = inputFor({ transport: 'mmio', flavour: 'legacy' });
  expect(conformingStart(mmio, 'legacy', set).map(brief).slice(3, 5)).toEqual([
    'driverFeatureSelect = 0x0',
    'driverFeature = 0x8',
  ]);
});

test('channel I/O chooses the revision first, and once', () => {
  const ccw = inputFor({ transport: 'ccw', byteOrder: 'big' });
  const restart = [
    'VDEV_RESET',
    'WRITE_STATUS 0x1',
    'WRITE_STATUS 0x3',
    'WRITE_FEAT 0 0x8',
    'WRITE_FEAT 1 0x1',
    'WRITE_STATUS 0xb',
    'READ_STATUS',
    'SET_VQ',
    'WRITE_STATUS 0xf',
  ];
  expect(conformingStart(ccw, 'modern', set).map(brief)).toEqual(['SET_VIRTIO_REV 0x2', ...restart]);
  expect(conformingRestart(ccw, 'modern', set).map(brief)).toEqual(restart);
  expect(conformingStart(ccw, 'legacy', set).map(brief)).toEqual([
    'VDEV_RESET',
    'WRITE_STATUS 0x1',
    'WRITE_STATUS 0x3',
    'WRITE_FEAT 0 0x8',
    'SET_VQ',
    'WRITE_STATUS 0x7',
  ]);
});

test('what a driver can read back', () => {
  expect(readBackProbes(inputFor({}), 'modern').map(brief)).toEqual([
    'deviceStatus ?',
    'config 10/2 ?',
    'driverFeatureSelect = 0x0',
    'driverFeature ?',
    'driverFeatureSelect = 0x1',
    'driverFeature ?',
  ]);
  expect(readBackProbes(inputFor({ transport: 'ccw', byteOrder: 'big' }), 'modern').map(brief)).toEqual([
    'READ_STATUS',
    'READ_CONF 10/2',
  ]);
  expect(
    readBackProbes(
      inputFor({ device: 'plain', features: [], transport: 'mmio', flavour: 'legacy' }),
      'legacy',
    ).map(brief),
  ).toEqual(['deviceStatus ?']);
});

test('a legacy interface has no high half, and a field of eight bytes takes two reads', () => {
  const of = habits(inputFor({}), 'legacy');
  expect([...of.readOffer(1), ...of.writeHalf(1, 1)]).toEqual([]);
  expect(of.readConfigField({ name: 'capacity', offset: 0, size: 8, value: 0 }).map(brief)).toEqual([
    'config 0/4 ?',
    'config 4/4 ?',
  ]);
});
