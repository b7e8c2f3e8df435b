import { describe, expect, it } from 'vitest';
import { boardFor } from '../../../src/targets/qemu/board.ts';
import { machineArguments } from '../../../src/targets/qemu/command-line.ts';
import { scenarioWith } from './live.ts';

const deviceOf = (changes: Parameters<typeof scenarioWith>[0]): string => {
  const scenario = scenarioWith(changes);
  return machineArguments(boardFor(scenario), scenario).find((word) => /^virtio-.*,id=dev0/.test(word)) ?? '';
};

describe('boards', () => {
  it.each([
    [{}, undefined, 'pc-q35'],
    [{ byteOrder: 'big' }, undefined, 'pseries'],
    [{ transport: 'mmio' }, undefined, 'arm-virt'],
    [{ transport: 'mmio' }, '/opt/qemu-8.2/qemu-system-x86_64', 'microvm'],
    [{ transport: 'mmio', byteOrder: 'big' }, undefined, 'm68k-virt'],
    [{ transport: 'mmio', byteOrder: 'big' }, 'qemu-system-or1k', 'or1k-virt'],
    [{}, '/home/me/build/my-qemu', 'pc-q35'],
    [{ transport: 'ccw', byteOrder: 'big' }, undefined, 's390-ccw-virtio'],
  ] as const)('%j with %s plays on %s', (changes, binary, name) => {
    expect(boardFor(scenarioWith(changes), binary).name).toBe(name);
  });

  it('says what is not playable, and what is', () => {
    const littleEndian = scenarioWith({ transport: 'ccw' });
    expect(() => boardFor(littleEndian)).toThrow('no QEMU machine plays qemu-7.2, ccw modern');
    expect(() => deviceOf({ transport: 'ccw', byteOrder: 'big' })).toThrow('playable are plain, with');
    const mmio = scenarioWith({ transport: 'mmio', flavour: 'legacy', byteOrder: 'big' });
    expect(() => boardFor(mmio)).toThrow('no QEMU machine plays qemu-7.2, mmio legacy');
    expect(() => deviceOf({ device: 'fs' })).toThrow('playable are net, blk, plain');
    expect(() => deviceOf({ device: 'constructor' })).toThrow('playable are net, blk, plain');
    expect(() => deviceOf({ backend: 'vhost-user' })).toThrow('with the back end none');
  });
});

describe('device properties', () => {
  it('follow the offered features', () => {
    const device = deviceOf({ features: ['MTU', 'CTRL_VQ', 'VIRTIO_F_RING_PACKED', '40', 'MQ'] });
    expect(device).toMatch(/^virtio-net-pci,id=dev0,bus=port0,/);
    for (const property of ['host_mtu=1500', 'packed=on', 'mq=on', 'status=off', 'event_idx=off'])
      expect(device.split(',')).toContain(property);
    for (const property of ['ctrl_vq', 'queue_reset', 'iommu_platform'])
      expect(device).not.toContain(property);
  });

  it('follow the flavour', () => {
    expect(deviceOf({ flavour: 'legacy' })).toContain('disable-legacy=off,disable-modern=on');
    expect(deviceOf({ flavour: 'transitional' })).toContain('disable-legacy=off,disable-modern=off');
    const ccw = { transport: 'ccw', byteOrder: 'big' } as const;
    expect(deviceOf({ ...ccw, flavour: 'transitional' })).toMatch(/^virtio-net-ccw,id=dev0,devno=/);
    expect(deviceOf({ ...ccw, flavour: 'modern', device: 'plain' })).toMatch(/^virtio-keyboard-ccw,/);
    const mmio = scenarioWith({ transport: 'mmio', flavour: 'legacy' });
    expect(machineArguments(boardFor(mmio), mmio)).toContain('virtio-mmio.force-legacy=true');
  });
});
